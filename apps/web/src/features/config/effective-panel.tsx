import { Button, Select } from "@mantine/core";
import { type LayerWire, listConsumers, previewEffective } from "@wopr/contracts";
import { useState } from "react";
import { useEndpoint } from "../../api/use-endpoint.ts";
import { Loaded } from "../../ui/states.tsx";
import styles from "./config.module.css";
import { pathText, valueText } from "./words.ts";

const NOBODY = { environment: null, site: null, tags: [], device: null, facts: {} };

/** The merged document of somebody; each value says which layer it comes from. */
export function EffectivePanel(props: {
  readonly ns: string;
  readonly layers: readonly LayerWire[];
  readonly jump: (layer: string, path: readonly (string | number)[]) => void;
}) {
  const { ns, layers, jump } = props;
  const consumers = useEndpoint(listConsumers, { params: { ns }, query: {} });
  const [who, setWho] = useState("");
  const items = consumers.data?.items ?? [];
  const context = items.find(({ id }) => id === who)?.context ?? NOBODY;
  const effective = useEndpoint(
    previewEffective,
    { params: { ns }, body: { layers: [...layers], context } },
    { keep: true },
  );
  return (
    <div className="stack-8">
      <Select
        label="For"
        value={who}
        onChange={(value) => setWho(value ?? "")}
        data={[
          { value: "", label: "Everybody (default layer)" },
          ...items.map(({ id, name, instance }) => ({
            value: id,
            label: instance === "1" ? name : `${name} (${instance})`,
          })),
        ]}
        allowDeselect={false}
      />
      <Loaded query={effective} what="the effective document">
        {({ provenance, document }) =>
          provenance.length === 0 ? (
            <p className="muted">Nothing is set.</p>
          ) : (
            <div>
              {provenance.map(({ path, layer, line }) => (
                <div key={JSON.stringify(path)} className={styles["leaf"]}>
                  <span>{pathText(path)}</span>
                  <span className={styles["value"]}>{valueText(at(document, path))}</span>
                  {layer === "schema" ? (
                    <span className="muted small">default of the schema</span>
                  ) : (
                    <Button variant="subtle" color="gray" size="compact-sm" onClick={() => jump(layer, path)}>
                      {layer}, line {line}
                    </Button>
                  )}
                </div>
              ))}
            </div>
          )
        }
      </Loaded>
    </div>
  );
}

const at = (document: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[String(key)] : undefined,
    document,
  );
