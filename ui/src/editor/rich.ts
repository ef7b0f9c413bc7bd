// The rich editor itself: TipTap with what a letter may hold. Loaded only when a letter is opened in it.
import {
  Editor,
  Extension,
  Node,
  mergeAttributes,
  nodeInputRule,
  nodePasteRule,
} from "@tiptap/core";
import Image from "@tiptap/extension-image";
import StarterKit from "@tiptap/starter-kit";
import Suggestion, { type SuggestionKeyDownProps, type SuggestionProps } from "@tiptap/suggestion";
import { withChips, withoutChips } from "./chips";
import { matching, read, title, write, type MergeField } from "./merge";

export interface Suggesting {
  items: string[];
  /** Where the caret stands in the window. */
  at: DOMRect | null;
  pick: (field: string) => void;
}

interface Setup {
  element: HTMLElement;
  html: string;
  label: string;
  fields: () => readonly string[];
  onchange: (html: string) => void;
  /** Anything that the toolbar shows may have changed. */
  onmove: () => void;
  onsuggest: (suggesting: Suggesting | null) => void;
  /** A key while fields are suggested; true when it was used. */
  onkey: (key: string) => boolean;
}

export function richEditor(setup: Setup): Editor {
  return new Editor({
    element: setup.element,
    content: withChips(setup.html),
    injectCSS: false,
    extensions: [
      StarterKit.configure({
        code: false,
        codeBlock: false,
        heading: { levels: [1, 2, 3] },
        link: {
          openOnClick: false,
          autolink: true,
          defaultProtocol: "https",
          HTMLAttributes: { target: null, rel: null },
        },
        trailingNode: false,
      }),
      Image.configure({ inline: true }),
      Aligned,
      mergeField(setup),
    ],
    editorProps: {
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": setup.label,
        class: "letter",
      },
    },
    onUpdate: ({ editor }) => setup.onchange(htmlOf(editor)),
    onTransaction: setup.onmove,
  });
}

function htmlOf(editor: Editor): string {
  return editor.isEmpty ? "" : withoutChips(editor.getHTML());
}

export function setHtml(editor: Editor, html: string) {
  editor.commands.setContent(withChips(html), { emitUpdate: false });
}

export function insertField(editor: Editor, field: MergeField) {
  editor.chain().focus().insertContent({ type: "mergeField", attrs: field }).run();
}

/** The chip that is selected now, if one is. */
export function selectedField(editor: Editor): MergeField | null {
  if (!editor.isActive("mergeField")) return null;
  const { field, fallback } = editor.getAttributes("mergeField");
  return typeof field === "string" ? { field, fallback: fallback ?? null } : null;
}

const Aligned = Extension.create({
  name: "aligned",
  addGlobalAttributes() {
    return [
      {
        types: ["paragraph", "heading"],
        attributes: {
          align: {
            default: null,
            parseHTML: (element) => element.style.textAlign || null,
            renderHTML: ({ align }) => (align ? { style: `text-align: ${align}` } : {}),
          },
        },
      },
    ];
  },
});

const TYPED = /\{\{[^{}]*\}\}$/;
const PASTED = /\{\{[^{}]*\}\}/g;

function mergeField(setup: Setup) {
  return Node.create({
    name: "mergeField",
    group: "inline",
    inline: true,
    atom: true,
    addAttributes: () => ({
      field: {
        default: "",
        parseHTML: (element) => element.dataset.field ?? "",
        renderHTML: ({ field }) => ({ "data-field": field }),
      },
      fallback: {
        default: null,
        parseHTML: (element) => element.dataset.fallback ?? null,
        renderHTML: ({ fallback }) => (fallback === null ? {} : { "data-fallback": fallback }),
      },
    }),
    parseHTML: () => [{ tag: "span[data-field]" }],
    renderHTML: ({ HTMLAttributes, node }) => [
      "span",
      mergeAttributes(HTMLAttributes, { class: "chip" }),
      title(node.attrs.field),
    ],
    renderText: ({ node }) => write(node.attrs as MergeField),
    addInputRules() {
      return [nodeInputRule({ find: written(TYPED), type: this.type, getAttributes: attributes })];
    },
    addPasteRules() {
      return [nodePasteRule({ find: pasted, type: this.type, getAttributes: attributes })];
    },
    addProseMirrorPlugins() {
      return [
        Suggestion<string>({
          editor: this.editor,
          char: "{",
          allowedPrefixes: null,
          items: ({ query }) => matching(setup.fields(), query).slice(0, 8),
          command: ({ editor, range, props }) =>
            editor
              .chain()
              .focus()
              .insertContentAt(range, {
                type: "mergeField",
                attrs: { field: props, fallback: null },
              })
              .run(),
          render: () => ({
            onStart: (props) => setup.onsuggest(suggesting(props)),
            onUpdate: (props) => setup.onsuggest(suggesting(props)),
            onExit: () => setup.onsuggest(null),
            onKeyDown: ({ event }: SuggestionKeyDownProps) => setup.onkey(event.key),
          }),
        }),
      ];
    },
  });
}

function suggesting({ items, clientRect, command }: SuggestionProps<string>): Suggesting | null {
  return items.length === 0 ? null : { items, at: clientRect?.() ?? null, pick: command };
}

/** Only what is a field and a default becomes a chip. */
function written(pattern: RegExp) {
  return (text: string) => {
    const match = pattern.exec(text);
    return match && read(match[0])
      ? { index: match.index, text: match[0], data: { place: match[0] } }
      : null;
  };
}

function pasted(text: string) {
  return [...text.matchAll(PASTED)]
    .filter(([place]) => read(place))
    .map((match) => ({ index: match.index, text: match[0], data: { place: match[0] } }));
}

function attributes(match: { data?: Record<string, unknown> }) {
  return read(String(match.data?.place ?? "")) ?? false;
}
