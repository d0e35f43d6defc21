/** A page the server itself writes. */
export interface Page {
  readonly title: string;
  /** HTML, already escaped. */
  readonly body: string;
  readonly nonce: string;
  /** Inline script, run after the body. */
  readonly script?: string;
}

/** Colours and type of design/look.md; the web app is not loaded here. */
const STYLE = `
:root{color-scheme:light dark;--back:#f7f8fa;--surface:#fff;--text:#11161d;--muted:#5b6675;--accent:#8a5200;--line:#dde1e7;--get:#1f6fb2;--write:#8a5200;--drop:#c42b3a}
@media (prefers-color-scheme:dark){:root{--back:#0e1116;--surface:#151a21;--text:#e8ecf1;--muted:#98a3b3;--accent:#ffb000;--line:#2a323d;--get:#6cb6ff;--write:#ffc24b;--drop:#ff6b76}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--text);font:16px/1.5 Inter,system-ui,sans-serif}
main{max-width:64rem;margin:0 auto;padding:24px 16px 96px}
h1{font-size:28px;line-height:1.25;margin:0 0 8px}h2{font-size:20px;margin:48px 0 8px}h3{font-size:16px;margin:0}
code,pre,.path{font-family:"JetBrains Mono",ui-monospace,monospace;font-size:14px}
a{color:var(--accent)}:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.muted{color:var(--muted)}.card{background:var(--surface);border:1px solid var(--line);border-radius:12px;margin:12px 0;padding:0 16px}
summary{cursor:pointer;min-height:48px;display:flex;gap:12px;align-items:center;flex-wrap:wrap;padding:8px 0}
summary::before{content:"▸";color:var(--muted)}details[open]>summary::before{content:"▾"}
.method{font-weight:700;min-width:4.5em}.GET{color:var(--get)}.POST,.PUT,.PATCH{color:var(--write)}.DELETE{color:var(--drop)}
.path{overflow-wrap:anywhere}table{border-collapse:collapse;width:100%;margin:8px 0 16px}
th,td{text-align:left;vertical-align:top;padding:6px 12px 6px 0;border-top:1px solid var(--line);overflow-wrap:anywhere}th{color:var(--muted);font-weight:600}
label{display:block;margin:16px 0 4px}input{font:inherit;width:100%;min-height:44px;padding:8px 12px;border:1px solid var(--muted);border-radius:8px;background:var(--surface);color:var(--text)}
[hidden]{display:none}
`;

/** A whole document whose style and script carry the nonce of the answer. */
export const pageOf = ({ title, body, nonce, script }: Page): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title><style nonce="${nonce}">${STYLE}</style></head><body>${body}${script ? `<script nonce="${nonce}">${script}</script>` : ""}</body></html>`;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as it may stand in HTML, in attributes too. */
export const escapeHtml = (text: string): string => text.replaceAll(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
