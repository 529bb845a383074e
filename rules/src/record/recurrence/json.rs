//! The JSON of patterns, which name their type among their fields, and of sets of days.

use super::{Pattern, Weekday, Weekdays};
use crate::json::{FromJson, Json, ToJson, property, property_or_default, write_object};

impl FromJson for Pattern {
    fn from_json(json: &Json) -> Option<Self> {
        let interval = property(json, "interval")?;
        let (days, index) = (|| property(json, "days"), || property(json, "index"));
        let (day, month) = (|| property(json, "day"), || property(json, "month"));
        Some(match json.get("type")?.text()? {
            "daily" => Self::Daily { interval },
            "weekly" => Self::Weekly { interval, days: days()?, first_day: property_or_default(json, "first_day")? },
            "absoluteMonthly" => Self::AbsoluteMonthly { interval, day: day()? },
            "relativeMonthly" => Self::RelativeMonthly { interval, days: days()?, index: index()? },
            "absoluteYearly" => Self::AbsoluteYearly { interval, month: month()?, day: day()? },
            "relativeYearly" => Self::RelativeYearly { interval, month: month()?, days: days()?, index: index()? },
            _ => return None,
        })
    }
}

impl Pattern {
    fn json_type(self) -> &'static str {
        match self {
            Self::Daily { .. } => "daily",
            Self::Weekly { .. } => "weekly",
            Self::AbsoluteMonthly { .. } => "absoluteMonthly",
            Self::RelativeMonthly { .. } => "relativeMonthly",
            Self::AbsoluteYearly { .. } => "absoluteYearly",
            Self::RelativeYearly { .. } => "relativeYearly",
        }
    }
}

impl ToJson for Pattern {
    fn write(&self, out: &mut String) {
        let kind = self.json_type();
        let mut properties: Vec<(&str, &dyn ToJson)> = vec![("type", &kind)];
        match self {
            Self::Daily { interval } => properties.push(("interval", interval)),
            Self::Weekly { interval, days, first_day } => {
                properties.extend::<[(&str, &dyn ToJson); 3]>([
                    ("interval", interval),
                    ("days", days),
                    ("first_day", first_day),
                ]);
            }
            Self::AbsoluteMonthly { interval, day } => {
                properties.extend::<[(&str, &dyn ToJson); 2]>([("interval", interval), ("day", day)]);
            }
            Self::RelativeMonthly { interval, days, index } => {
                properties.extend::<[(&str, &dyn ToJson); 3]>([
                    ("interval", interval),
                    ("days", days),
                    ("index", index),
                ]);
            }
            Self::AbsoluteYearly { interval, month, day } => {
                properties.extend::<[(&str, &dyn ToJson); 3]>([("interval", interval), ("month", month), ("day", day)]);
            }
            Self::RelativeYearly { interval, month, days, index } => {
                properties.extend::<[(&str, &dyn ToJson); 4]>([
                    ("interval", interval),
                    ("month", month),
                    ("days", days),
                    ("index", index),
                ]);
            }
        }
        write_object(out, &properties);
    }
}

impl FromJson for Weekdays {
    fn from_json(json: &Json) -> Option<Self> {
        json.list()?.iter().map(Weekday::from_json).collect()
    }
}

impl ToJson for Weekdays {
    fn write(&self, out: &mut String) {
        self.iter().collect::<Vec<_>>().write(out);
    }
}
