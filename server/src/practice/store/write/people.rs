use rules::mapping::zones;
use sea_orm::ConnectionTrait;
use sea_orm::sea_query::Query;
use serde::Serialize;
use serde_json::Value;

use super::super::people::FIRM;
use super::super::rows::{Cells, error, instant, json, word};
use super::Writer;
use crate::practice::{Client, Error, FirmSettings, Matter, StaffMember, StaffSettings};

impl Writer<'_> {
    pub(super) async fn staff(&self, member: StaffMember) -> Result<(), Error> {
        if !zones::is_iana(&member.time_zone) {
            return Err(Error::invalid("timeZone", format!("{:?} is no IANA time zone", member.time_zone)));
        }
        let cells = vec![
            ("id", member.id.into()),
            ("name", member.name.into()),
            ("mailbox", member.mailbox.trim().into()),
            ("initials", member.initials.into()),
            ("role", word(member.role).into()),
            ("time_zone", member.time_zone.into()),
            ("active", i64::from(member.active).into()),
        ];
        self.upsert("staff", &["id"], cells).await
    }

    pub(super) async fn client(&self, client: Client) -> Result<(), Error> {
        let cells = vec![
            ("id", client.id.into()),
            ("number", client.number.into()),
            ("name", client.name.into()),
            ("entity", word(client.entity).into()),
            ("client_type", client.client_type.into()),
            ("status", client.status.into()),
            ("office", client.office.into()),
            ("associate_id", client.associate.into()),
        ];
        self.upsert("client", &["id"], cells).await
    }

    pub(super) async fn matter(&self, matter: Matter) -> Result<(), Error> {
        let cells = vec![
            ("id", matter.id.into()),
            ("client_id", matter.client_id.into()),
            ("number", matter.number.into()),
            ("name", matter.name.into()),
            ("open", i64::from(matter.open).into()),
        ];
        self.upsert("matter", &["id"], cells).await
    }

    pub(super) async fn settings(&self, staff_id: &str, settings: &StaffSettings) -> Result<(), Error> {
        self.exists("staff", staff_id).await?;
        if let Some(filter) = &settings.filter {
            let unknown = |_| Error::invalid("filter", format!("there is no filter {filter}"));
            self.exists("filter", filter).await.map_err(unknown)?;
        }
        self.store("staff", staff_id, settings, &[]).await
    }

    /// What has a table of its own is written there; the rest are settings.
    pub(super) async fn firm(&self, firm: &FirmSettings) -> Result<(), Error> {
        self.store("firm", FIRM, firm, &["codes", "terminology"]).await?;
        let codes = (0_i64..).zip(&firm.codes).map(|(position, code)| {
            vec![
                ("code", code.code.as_str().into()),
                ("position", position.into()),
                ("label", code.label.as_str().into()),
                ("category", code.category.as_str().into()),
            ]
        });
        self.replace("code_category", codes.collect()).await?;
        let words = firm.terminology.iter();
        let words = words.map(|(key, word)| vec![("key", key.as_str().into()), ("word", word.as_str().into())]);
        self.replace("terminology", words.collect()).await
    }

    async fn store(&self, scope: &str, owner: &str, settings: &impl Serialize, but: &[&str]) -> Result<(), Error> {
        let Ok(Value::Object(settings)) = serde_json::to_value(settings) else {
            return Err(Error::invalid("settings", "are no JSON object"));
        };
        for (name, value) in settings.into_iter().filter(|(name, _)| !but.contains(&name.as_str())) {
            let cells = vec![
                ("scope", scope.into()),
                ("owner", owner.into()),
                ("name", name.into()),
                ("value", json(&value)?.into()),
                ("changed_at", instant(self.now).into()),
                ("changed_by", self.by.as_str().into()),
            ];
            self.upsert("setting", &["scope", "owner", "name"], cells).await?;
        }
        Ok(())
    }

    async fn replace(&self, table: &'static str, rows: Vec<Cells>) -> Result<(), Error> {
        self.tx.execute(Query::delete().from_table(table)).await.map_err(error)?;
        for cells in rows {
            self.insert(table, cells).await?;
        }
        Ok(())
    }
}
