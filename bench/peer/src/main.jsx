import {
  Badge,
  Caption1,
  FluentProvider,
  MessageBar,
  MessageBarBody,
  Spinner,
  Title3,
  makeStyles,
  tokens,
  webDarkTheme,
  webLightTheme,
} from "@fluentui/react-components";
import { useCallback, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";

import * as api from "./api.js";
import { differing, time } from "./compare.js";
import Filing from "./Filing.jsx";
import Linked, { History } from "./Linked.jsx";
import * as office from "./office.js";

const useStyles = makeStyles({
  screen: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingHorizontalM,
    minHeight: "100vh",
    boxSizing: "border-box",
  },
  status: {
    marginTop: "auto",
    display: "flex",
    justifyContent: "space-between",
    borderTop: `1px solid ${tokens.colorNeutralStroke2}`,
    paddingTop: tokens.spacingVerticalS,
  },
});

function headline(status, rows) {
  switch (status.state.is) {
    case "unsaved":
      return ["warning", "Outlook has not saved this appointment yet. Save it in Outlook first; then it can be added here."];
    case "unlinked":
      return ["info", "Not in the practice database."];
    case "linked":
      if (rows.length === 0) return ["success", "In step: Outlook and the practice database agree."];
      return ["info", rows.length === 1 ? "1 field differs." : `${rows.length} fields differ.`];
    default:
      return ["warning", "One day of a series, moved before it was ever synchronized."];
  }
}

function Item({ item, status, choices, busy, act }) {
  const linked = status.state.is === "linked" ? status.state : null;
  const rows = linked ? differing(item, linked.known) : [];
  const [intent, sentence] = headline(status, rows);
  return (
    <>
      <header>
        <Title3 as="h2">{item.subject || "(empty)"}</Title3>
        <Caption1 block>{time(item.start)}</Caption1>
      </header>
      <MessageBar intent={intent}>
        <MessageBarBody>
          <span data-testid="state" data-tone={intent}>
            {sentence}
          </span>
        </MessageBarBody>
      </MessageBar>
      {status.state.is === "unlinked" && (
        <Filing
          suggestion={status.state.suggestion}
          choices={choices}
          busy={busy}
          onAdd={(filing) => act(() => api.add(item, filing))}
        />
      )}
      {linked && (
        <>
          <Linked
            linked={linked}
            rows={rows}
            busy={busy}
            onSync={() => act(() => api.sync(item))}
            onUnlink={() => act(() => api.unlink(item))}
          />
          <History
            record={linked.record}
            version={linked.known.version}
            onRestore={(ids) => act(() => api.restore(ids))}
          />
        </>
      )}
    </>
  );
}

function Pane() {
  const styles = useStyles();
  const [me, setMe] = useState(null);
  const [choices, setChoices] = useState({ codes: [], staff: [] });
  const [shown, setShown] = useState(null);
  const [failure, setFailure] = useState(null);
  const [busy, setBusy] = useState(false);
  const [connected, setConnected] = useState(false);

  const refresh = useCallback(async () => {
    try {
      const item = await office.snapshot();
      setShown(item ? { item, status: await api.status(item) } : { item: null });
    } catch (error) {
      setFailure(error.message);
    }
  }, []);
  const act = async (edit) => {
    setBusy(true);
    setFailure(null);
    try {
      await edit();
    } catch (error) {
      setFailure(error.message);
    }
    await refresh();
    setBusy(false);
  };
  useEffect(() => {
    const start = async () => {
      setMe(await api.signIn(office.mailbox().userProfile.emailAddress));
      api.choices().then(setChoices, () => {});
      api.live((up) => {
        setConnected(up);
        if (up) refresh();
      });
      office.onItemChanged(refresh);
      await refresh();
    };
    start().catch((error) => setFailure(error.message));
  }, [refresh]);

  return (
    <main className={styles.screen}>
      {failure && (
        <MessageBar intent="error">
          <MessageBarBody>{failure}</MessageBarBody>
        </MessageBar>
      )}
      {!shown && !failure && <Spinner label="Reading the open item…" />}
      {shown && !shown.item && <MessageBar>No item is open.</MessageBar>}
      {shown?.item && <Item {...shown} choices={choices} busy={busy} act={act} />}
      <footer className={styles.status}>
        <Caption1>{me ? me.staff.name : "Not signed in"}</Caption1>
        {me?.development && <Badge appearance="outline">Development sign-in</Badge>}
        <Caption1>{connected ? "Live" : "Connecting…"}</Caption1>
      </footer>
    </main>
  );
}

office.ready().then(() =>
  createRoot(document.getElementById("root")).render(
    <FluentProvider theme={office.isDark() ? webDarkTheme : webLightTheme}>
      <Pane />
    </FluentProvider>,
  ),
);
