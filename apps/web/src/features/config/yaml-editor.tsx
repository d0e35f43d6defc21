import { autocompletion, type CompletionContext, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, lintGutter, lintKeymap, nextDiagnostic, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLine, hoverTooltip, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { ConfigProblemWire } from "@wopr/contracts";
import { useEffect, useRef } from "react";
import { completionsAt, pathAtLine } from "./complete.ts";
import { describe, partAt, type SchemaPart } from "./schema-help.ts";

/** What the editor shows and tells. */
export interface YamlEditorProps {
  readonly text: string;
  readonly label: string;
  readonly schema: SchemaPart;
  readonly problems: readonly ConfigProblemWire[];
  /** Marked lines with a text beside them: who refused what. */
  readonly readOnly: boolean;
  readonly change: (text: string) => void;
  readonly save: () => void;
  readonly publish: () => void;
  /** Line to jump to; a new object jumps again. */
  readonly jump: { readonly line: number } | null;
}

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--info)" },
  { tag: tags.string, color: "var(--good)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--warn)" },
  { tag: tags.comment, color: "var(--muted)", fontStyle: "italic" },
  { tag: tags.invalid, color: "var(--bad)" },
]);

const look = EditorView.theme({
  "&": { color: "var(--text)", backgroundColor: "var(--surface)", fontSize: "14px", height: "100%" },
  ".cm-content": {
    fontFamily: "var(--mono, 'JetBrains Mono Variable', monospace)",
    caretColor: "var(--text)",
    padding: "8px 0",
  },
  ".cm-gutters": { backgroundColor: "var(--sunken)", color: "var(--muted)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--text) 5%, transparent)" },
  "&.cm-focused": { outline: "2px solid var(--accent)", outlineOffset: "-2px" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "color-mix(in srgb, var(--info) 30%, transparent) !important",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--raised)",
    color: "var(--text)",
    border: "1px solid var(--line)",
    maxWidth: "360px",
  },
  ".cm-tooltip-hover": { padding: "8px 12px" },
  ".cm-diagnostic": { padding: "6px 10px" },
});

/** YAML with completion and help from the schema, and problems at their lines. Loaded only when it is shown. */
export default function YamlEditor(props: YamlEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const now = useRef(props);
  now.current = props;
  /** Text that comes from outside is nobody's edit. */
  const taking = useRef(false);

  useEffect(() => {
    if (!host.current) return;
    const readOnly = new Compartment();
    const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? "";
    const made = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: now.current.text,
        extensions: [
          EditorView.cspNonce.of(nonce),
          lineNumbers(),
          history(),
          yaml(),
          bracketMatching(),
          highlightActiveLine(),
          lintGutter(),
          indentUnit.of("  "),
          EditorState.tabSize.of(2),
          syntaxHighlighting(colours),
          look,
          autocompletion({ override: [(context: CompletionContext) => completionsAt(context, now.current.schema)] }),
          hoverTooltip((editor, pos) => helpAt(editor, pos, now.current.schema)),
          readOnly.of(EditorState.readOnly.of(now.current.readOnly)),
          EditorView.contentAttributes.of({ "aria-label": now.current.label, spellcheck: "false" }),
          keymap.of([
            { key: "Mod-s", run: done(() => now.current.save()), preventDefault: true },
            { key: "Mod-Enter", run: done(() => now.current.publish()) },
            { key: "F8", run: nextDiagnostic },
            // Tab leaves the editor, as everywhere; Ctrl-] indents.
            ...completionKeymap,
            ...lintKeymap,
            ...historyKeymap,
            ...defaultKeymap,
          ]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged && !taking.current) now.current.change(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, []);

  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === props.text) return;
    taking.current = true;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: props.text } });
    taking.current = false;
  }, [props.text]);

  useEffect(() => {
    const editor = view.current;
    if (editor)
      editor.dispatch(
        setDiagnostics(
          editor.state,
          props.problems.flatMap((problem) => toDiagnostic(editor.state, problem)),
        ),
      );
  }, [props.problems]);

  useEffect(() => {
    const editor = view.current;
    if (!editor || !props.jump || props.jump.line < 1) return;
    const { from } = editor.state.doc.line(Math.min(props.jump.line, editor.state.doc.lines));
    editor.dispatch({ selection: { anchor: from }, scrollIntoView: true });
    editor.focus();
  }, [props.jump]);

  return <div ref={host} className="config-editor" />;
}

/** A key that was meant for us, whatever came of it. */
const done = (act: () => void) => () => {
  act();
  return true;
};

function toDiagnostic(state: EditorState, problem: ConfigProblemWire): readonly Diagnostic[] {
  if (problem.line < 1 || problem.line > state.doc.lines) return [];
  const line = state.doc.line(problem.line);
  const from = Math.min(line.from + Math.max(problem.column - 1, 0), line.to);
  const message = problem.fix ? `${problem.text} ${problem.fix}` : problem.text;
  const severity = problem.code === "yaml11_boolean" ? "info" : "error";
  return [{ from, to: Math.max(line.to, from), severity, message }];
}

function helpAt(view: EditorView, pos: number, schema: SchemaPart) {
  const path = pathAtLine(view.state.doc.toString(), view.state.doc.lineAt(pos).number);
  const part = path.length > 0 ? partAt(schema, path) : undefined;
  const text = part ? describe(part) : "";
  if (text === "") return null;
  return {
    pos,
    above: true,
    create() {
      const dom = document.createElement("div");
      dom.textContent = text;
      return { dom };
    },
  };
}
