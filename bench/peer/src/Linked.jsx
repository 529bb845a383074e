import {
  Badge,
  Button,
  Caption1,
  Card,
  Divider,
  Radio,
  RadioGroup,
  Subtitle2,
  Text,
  makeStyles,
  tokens,
} from "@fluentui/react-components";
import { useEffect, useState } from "react";

import * as api from "./api.js";
import { label, time, words } from "./compare.js";

const useStyles = makeStyles({
  sides: { display: "grid", gridTemplateColumns: "1fr 1fr", gap: tokens.spacingHorizontalM },
  actions: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS },
});

const FATES = {
  toRecord: "Sync puts Outlook's value into the practice database.",
  toItem: "Sync sets the practice database's value in the form.",
};

function Row({ row }) {
  const styles = useStyles();
  return (
    <Card data-testid={`row-${row.field}`}>
      <Subtitle2 as="h3">{label(row.field)}</Subtitle2>
      {row.fate === "ask" ? (
        <RadioGroup aria-label={label(row.field)}>
          <Radio value="practice" label={`Practice database: ${row.practice}`} />
          <Radio value="outlook" label={`Outlook: ${row.outlook}`} />
        </RadioGroup>
      ) : (
        <>
          <div className={styles.sides}>
            <div>
              <Caption1>
                Practice database {row.fate === "toItem" && <Badge appearance="tint">newer</Badge>}
              </Caption1>
              <Text block>{row.practice}</Text>
            </div>
            <div>
              <Caption1>Outlook {row.fate === "toRecord" && <Badge appearance="tint">newer</Badge>}</Caption1>
              <Text block>{row.outlook}</Text>
            </div>
          </div>
          <Caption1>{FATES[row.fate]}</Caption1>
        </>
      )}
    </Card>
  );
}

function Record({ id }) {
  const [record, setRecord] = useState(null);
  useEffect(() => {
    api.record(id).then(setRecord, () => {});
  }, [id]);
  if (!record) return <Text>Loading…</Text>;
  return (
    <Card>
      <Subtitle2 as="h3">Record</Subtitle2>
      <Caption1>
        Last edited {time(record.editedAt)}, version {record.version}.
      </Caption1>
      {Object.entries(record.image).map(([field, value]) => (
        <div key={field}>
          <Caption1>{label(field)}</Caption1>
          <Text block>{words(value)}</Text>
        </div>
      ))}
    </Card>
  );
}

export function History({ record, version, onRestore }) {
  const [entries, setEntries] = useState(null);
  useEffect(() => {
    api.history(record).then(setEntries, () => setEntries([]));
  }, [record, version]);
  return (
    <Card data-testid="history">
      <Subtitle2 as="h3">History</Subtitle2>
      {!entries && <Text>Loading…</Text>}
      {entries?.length === 0 && <Text>No value has given way yet.</Text>}
      {entries?.map((entry) => (
        <div key={entry.id}>
          <Caption1>
            {time(entry.at)}, {entry.by}
          </Caption1>
          <Text block weight="semibold">
            {label(entry.field)}
          </Text>
          <Text block>
            {entry.side}: {words(entry.value)} gave way to {words(entry.replacedBy)}
          </Text>
          <Button size="small" onClick={() => onRestore([entry.id])}>
            Restore
          </Button>
          <Divider />
        </div>
      ))}
    </Card>
  );
}

/** The comparison, and what can be done. */
export default function Linked({ linked, rows, busy, onSync, onUnlink }) {
  const styles = useStyles();
  const [asking, setAsking] = useState(false);
  const [open, setOpen] = useState(false);
  return (
    <>
      {rows.map((row) => (
        <Row key={row.field} row={row} />
      ))}
      {asking ? (
        <Card>
          <Text>Unlink? The record and the appointment both stay, and are no longer kept in step.</Text>
          <div className={styles.actions}>
            <Button appearance="primary" disabled={busy} onClick={onUnlink}>
              Unlink now
            </Button>
            <Button onClick={() => setAsking(false)}>Cancel</Button>
          </div>
        </Card>
      ) : (
        <div className={styles.actions}>
          <Button appearance="primary" disabled={busy} onClick={onSync}>
            Sync
          </Button>
          <Button disabled={busy} onClick={() => setAsking(true)}>
            Unlink
          </Button>
          <Button aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "Close record" : "Open record"}
          </Button>
        </div>
      )}
      {open && <Record id={linked.record} />}
    </>
  );
}
