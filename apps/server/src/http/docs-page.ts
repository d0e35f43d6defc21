import { type Endpoint, pathOf } from "@wopr/contracts";
import { z } from "zod";
import type { App } from "./env.ts";
import { nonceOf } from "./nonce.ts";
import { escapeHtml, pageOf } from "./page.ts";
import { areaOf } from "./route-config.ts";
import { mountedEndpoints } from "./route-index.ts";

const SEARCH = `
const box=document.getElementById("search"),cards=[...document.querySelectorAll("details")],count=document.getElementById("count");
const show=()=>{const words=box.value.toLowerCase().split(/\\s+/).filter(Boolean);let shown=0;
for(const card of cards){const fits=words.every((word)=>card.dataset.text.includes(word));card.hidden=!fits;if(fits)shown+=1}
for(const section of document.querySelectorAll("section[data-area]"))section.hidden=![...section.querySelectorAll("details")].some((card)=>!card.hidden);
count.textContent=shown+" of "+cards.length+" operations"};
box.addEventListener("input",show);
const open=()=>{const card=document.getElementById(decodeURIComponent(location.hash.slice(1)));if(card&&card.tagName==="DETAILS"){card.open=true;card.scrollIntoView()}};
addEventListener("hashchange",open);open();show();
`;

/** Mounts the reference: a page the server writes from the contracts, without anything from elsewhere. */
export function mountDocsPage(app: App, version: string): void {
  app.get("/docs", (c) => {
    const body = referenceBody(mountedEndpoints(app), version);
    return c.html(pageOf({ title: "WOPR reference", nonce: nonceOf(c), body, script: SEARCH }), 200, {
      "cache-control": "no-cache",
    });
  });
}

function referenceBody(endpoints: readonly (readonly [string, Endpoint])[], version: string): string {
  const areas = Map.groupBy(endpoints, ([, endpoint]) => areaOf(endpoint));
  const sections = [...areas].sort(([a], [b]) => a.localeCompare(b)).map(([area, list]) => sectionOf(area, list));
  return `<main><h1>WOPR reference</h1>
<p class="muted">Version ${escapeHtml(version)}. The same as data: <a href="/api/v1/openapi.json">openapi.json</a> (OpenAPI 3.1).</p>
<p>Programs send an API key as <code>Authorization: Bearer wopr_…</code> or <code>X-API-Key</code>. Failures are <code>application/problem+json</code>: <code>code</code> is stable, <code>detail</code> says what to do, <code>errors</code> names every problem with its place, <code>retry</code> says whether waiting helps. Every <code>POST</code> may carry an <code>Idempotency-Key</code>; sent again with the same body it is carried out once.</p>
<label for="search">Find an operation</label><input id="search" type="search" autocomplete="off" spellcheck="false" placeholder="games capture">
<p class="muted" id="count" role="status"></p>${sections.join("")}</main>`;
}

const sectionOf = (area: string, list: readonly (readonly [string, Endpoint])[]) =>
  `<section data-area="${escapeHtml(area)}"><h2>${escapeHtml(area)}</h2>${list.map(cardOf).join("")}</section>`;

function cardOf([name, endpoint]: readonly [string, Endpoint]): string {
  const path = pathOf(endpoint);
  const text = `${name} ${endpoint.method} ${path} ${endpoint.summary} ${endpoint.scope}`.toLowerCase();
  const accepts = endpoint.accepts ? `<p>Also accepts ${endpoint.accepts.map(code).join(", ")}.</p>` : "";
  const answer = endpoint.answers ? `<p>Answers with ${escapeHtml(endpoint.answers)}.</p>` : "";
  return `<details class="card" id="${escapeHtml(name)}" data-text="${escapeHtml(text)}"><summary><span class="method ${endpoint.method}">${endpoint.method}</span><span class="path">${escapeHtml(path)}</span><span class="muted">${escapeHtml(endpoint.summary)}</span></summary>
<p>Needs ${code(endpoint.scope)}. Answers ${endpoint.status}. Called ${code(name)} in the client.</p>
${tableOf("In the path", endpoint.params)}${tableOf("In the query", endpoint.query)}${tableOf("In the body", endpoint.body)}${accepts}
${answer || tableOf("In the answer", endpoint.response)}
${endpoint.errors ? `<h3>Fails with</h3><p>${endpoint.errors.map(code).join(", ")}</p>` : ""}</details>`;
}

const code = (text: string) => `<code>${escapeHtml(text)}</code>`;

interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
}

function tableOf(title: string, schema: z.ZodType | undefined): string {
  if (!schema) return "";
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
  const rows = Object.entries(json.properties ?? {});
  if (rows.length === 0) return "";
  const required = new Set(json.required);
  const lines = rows.map(
    ([name, one]) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${escapeHtml(kindOf(one))}</td><td>${required.has(name) ? "required" : defaultOf(one)}</td></tr>`,
  );
  return `<h3>${title}</h3><table><thead><tr><th scope="col">Field</th><th scope="col">Kind</th><th scope="col">Needed</th></tr></thead><tbody>${lines.join("")}</tbody></table>`;
}

const defaultOf = (schema: JsonSchema) =>
  schema.default === undefined ? "optional" : `optional, ${escapeHtml(JSON.stringify(schema.default))}`;

/** A schema in a few words, one level deep. */
function kindOf(schema: JsonSchema): string {
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return [...new Set(options.map(kindOf))].join(" or ");
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.items) return `list of ${kindOf(schema.items)}`;
  if (schema.properties) return `object { ${Object.keys(schema.properties).join(", ")} }`;
  const type = typeof schema.type === "string" ? schema.type : (schema.type?.join(" or ") ?? "any");
  return [schema.format ?? type, rangeOf(schema)].filter(Boolean).join(", ");
}

function rangeOf({ minimum, maximum, minLength, maxLength }: JsonSchema): string {
  const safe = (value: number | undefined) =>
    value !== undefined && Math.abs(value) < 2 ** 53 - 1 ? value : undefined;
  const [low, high] = [safe(minimum) ?? minLength, safe(maximum) ?? maxLength];
  const unit = minLength === undefined && maxLength === undefined ? "" : " characters";
  if (low !== undefined && high !== undefined) return `${low} to ${high}${unit}`;
  if (low !== undefined) return `at least ${low}${unit}`;
  return high === undefined ? "" : `at most ${high}${unit}`;
}
