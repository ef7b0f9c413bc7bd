// The letter as a document for the sandboxed frame, dressed as a light or a dark mail client shows it.

/** Nothing runs and nothing is fetched but pictures: what a careful mail client would allow. */
const POLICY =
  "default-src 'none'; img-src https: data:; style-src 'unsafe-inline'; font-src data:";

/** What mail clients put around a letter that brings no look of its own. */
const LOOK = `
  html { color-scheme: light; background: #fff; color: #202124; }
  body { margin: 16px; font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
  img { max-width: 100%; height: auto; }
  a { color: #1a56c4; }
  pre { font: inherit; white-space: pre-wrap; margin: 0; }
`;
const DARK = `
  html { color-scheme: dark; background: #1b1c1e; color: #e6e6e6; }
  a { color: #8ab4f8; }
`;

export function frameOf(html: string, dark: boolean): string {
  // The parser takes the letter's own html, head and body into these.
  return `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}"><style>${LOOK}${dark ? DARK : ""}</style>${html}`;
}
