import {
  Button,
  Card,
  Checkbox,
  Combobox,
  Field,
  Option,
  Select,
  Subtitle2,
} from "@fluentui/react-components";
import { useState } from "react";

import * as api from "./api.js";

/** The form of Add. */
export default function Filing({ suggestion, choices, busy, onAdd }) {
  const [client, setClient] = useState(suggestion.client);
  const [text, setText] = useState(client ? `${client.number} ${client.name}` : "");
  const [hits, setHits] = useState([]);
  const [matter, setMatter] = useState(suggestion.matter?.id ?? "");
  const [code, setCode] = useState(suggestion.code ?? "");
  const [staff, setStaff] = useState(suggestion.staff.map((member) => member.id));
  const search = (typed) => {
    setText(typed);
    setClient(null);
    api.clients(typed).then(setHits, () => setHits([]));
  };
  const pick = (id) => {
    const hit = hits.find((one) => one.id === id);
    setClient(hit);
    setText(`${hit.number} ${hit.name}`);
    setMatter("");
  };
  const tick = (id, on) => setStaff(on ? [...staff, id] : staff.filter((one) => one !== id));
  return (
    <Card data-testid="filing">
      <Subtitle2 as="h3">Filing</Subtitle2>
      <Field label="Client" hint={client && suggestion.client ? "Suggested. Type another if it is not right." : undefined}>
        <Combobox
          freeform
          value={text}
          placeholder="Type a name or number"
          onInput={(event) => search(event.target.value)}
          onOptionSelect={(_, data) => data.optionValue && pick(data.optionValue)}
        >
          {hits.map((hit) => (
            <Option key={hit.id} value={hit.id} text={`${hit.number} ${hit.name}`}>
              {hit.number} {hit.name}
            </Option>
          ))}
        </Combobox>
      </Field>
      {client && (
        <Field label="Matter">
          <Select value={matter} onChange={(_, data) => setMatter(data.value)}>
            <option value="">No matter</option>
            {client.matters.map((one) => (
              <option key={one.id} value={one.id}>
                {one.number} {one.title}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <Field label="Calendar code">
        <Select value={code} onChange={(_, data) => setCode(data.value)}>
          <option value="">No code</option>
          {choices.codes.map((one) => (
            <option key={one.code} value={one.code}>
              {one.code}: {one.title}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="Staff">
        {choices.staff.map((member) => (
          <Checkbox
            key={member.id}
            label={member.name}
            checked={staff.includes(member.id)}
            onChange={(_, data) => tick(member.id, data.checked)}
          />
        ))}
      </Field>
      <Button
        appearance="primary"
        disabled={busy}
        onClick={() => onAdd({ client: client?.id, matter: matter || undefined, code: code || undefined, staff })}
      >
        Add
      </Button>
    </Card>
  );
}
