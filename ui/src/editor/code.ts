// The source editor itself: CodeMirror for Markdown, HTML and plain text. Loaded only when a letter is opened in it.
import {
  autocompletion,
  completionKeymap,
  type Completion,
  type CompletionContext,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { html } from "@codemirror/lang-html";
import { markdown } from "@codemirror/lang-markdown";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState, type Extension } from "@codemirror/state";
import {
  Decoration,
  drawSelection,
  EditorView,
  keymap,
  MatchDecorator,
  placeholder,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from "@codemirror/view";
import { tags } from "@lezer/highlight";
import type { Format } from "$lib/bindings";
import { t } from "$lib/texts.svelte";
import { matching, PLACES, title, write } from "./merge";

/** Fields offered at once: as many as are seen without scrolling. */
const OFFERED = 6;

interface Setup {
  parent: HTMLElement;
  text: string;
  format: Format;
  label: string;
  hint: string;
  fields: () => readonly string[];
  onchange: (text: string) => void;
}

export function codeEditor(setup: Setup): EditorView {
  return new EditorView({
    parent: setup.parent,
    state: EditorState.create({
      doc: setup.text,
      extensions: [
        history(),
        drawSelection(),
        EditorView.lineWrapping,
        language(setup.format),
        syntaxHighlighting(colours),
        places,
        look(setup.format),
        placeholder(setup.hint),
        autocompletion({ override: [suggest(setup.fields)], icons: false }),
        EditorState.phrases.of({ Completions: t("merge-fields") }),
        keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap]),
        EditorView.contentAttributes.of({ "aria-label": setup.label, spellcheck: "true" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) setup.onchange(update.state.doc.toString());
        }),
      ],
    }),
  });
}

export function insertText(view: EditorView, text: string) {
  view.dispatch(view.state.replaceSelection(text), { scrollIntoView: true });
  view.focus();
}

export function setText(view: EditorView, text: string) {
  view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
}

function language(format: Format): Extension {
  if (format === "html") return html({ autoCloseTags: true });
  return format === "markdown" ? markdown() : [];
}

/** After `{`: each field, as it is and with a default. */
function suggest(fields: () => readonly string[]) {
  return (context: CompletionContext) => {
    const typed = context.matchBefore(/\{\{?\s*[\p{L}\p{N}_]*/u);
    if (!typed) return null;
    const rest =
      /^\s*\}{0,2}/.exec(context.state.sliceDoc(context.pos, context.pos + 4))?.[0] ?? "";
    return {
      from: typed.from,
      to: context.pos + rest.length,
      filter: false,
      options: matching(fields(), typed.text)
        .slice(0, OFFERED)
        .flatMap((field) => [
          { label: write({ field, fallback: null }), detail: title(field) },
          {
            label: write({ field, fallback: "…" }),
            detail: t("merge-with-default"),
            apply: (view: EditorView, _: Completion, from: number, to: number) =>
              insertWithDefault(view, field, from, to),
          },
        ]),
    };
  };
}

/** Writes the field with a default whose words are selected, to be typed over. */
function insertWithDefault(view: EditorView, field: string, from: number, to: number) {
  const fallback = t("merge-default-example");
  const insert = write({ field, fallback });
  const at = from + insert.lastIndexOf(fallback);
  view.dispatch({
    changes: { from, to, insert },
    selection: { anchor: at, head: at + fallback.length },
    userEvent: "input.complete",
  });
}

const marker = new MatchDecorator({
  regexp: PLACES,
  decoration: Decoration.mark({ class: "place" }),
});

const places = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = marker.createDeco(view);
    }
    update(update: ViewUpdate) {
      this.decorations = marker.updateDeco(update, this.decorations);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

const colours = HighlightStyle.define([
  { tag: tags.heading, fontWeight: "650" },
  { tag: tags.strong, fontWeight: "650" },
  { tag: tags.emphasis, fontStyle: "italic" },
  { tag: [tags.link, tags.url], color: "var(--accent)" },
  { tag: [tags.tagName, tags.angleBracket], color: "var(--accent)" },
  { tag: tags.attributeName, color: "var(--warn)" },
  { tag: tags.attributeValue, color: "var(--good)" },
  { tag: [tags.comment, tags.processingInstruction, tags.meta], color: "var(--ink-faint)" },
  { tag: tags.quote, color: "var(--ink-soft)" },
]);

function look(format: Format): Extension {
  const mono = format === "text" ? "var(--font)" : "var(--font-mono)";
  return EditorView.theme({
    "&": { height: "100%", color: "var(--ink)", backgroundColor: "transparent" },
    "&.cm-focused": { outline: "none" },
    ".cm-scroller": { fontFamily: mono, fontSize: "var(--text)", lineHeight: "20px" },
    ".cm-content": { padding: "var(--space-5) 18px", caretColor: "var(--ink)" },
    ".cm-cursor": { borderLeftColor: "var(--ink)" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground":
      {
        backgroundColor: "var(--accent-line)",
      },
    ".cm-placeholder": { color: "var(--ink-faint)" },
    ".place": {
      borderRadius: "4px",
      backgroundColor: "var(--accent-wash)",
      color: "var(--accent)",
    },
    ".cm-tooltip": {
      border: "1px solid var(--line-strong)",
      borderRadius: "var(--radius)",
      backgroundColor: "var(--paper-raised)",
      boxShadow: "var(--shadow)",
    },
    ".cm-tooltip.cm-tooltip-autocomplete > ul": {
      maxHeight: "none",
      padding: "var(--space-1)",
      fontFamily: "var(--font)",
    },
    ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "4px 8px", borderRadius: "4px" },
    ".cm-tooltip-autocomplete ul li[aria-selected]": {
      backgroundColor: "var(--accent)",
      color: "var(--accent-ink)",
    },
    ".cm-completionDetail": { marginLeft: "var(--space-3)", fontStyle: "normal", opacity: "0.8" },
  });
}
