import { type CompletionContext, autocompletion } from '@codemirror/autocomplete';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { json, jsonParseLinter } from '@codemirror/lang-json';
import { lintGutter, linter } from '@codemirror/lint';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { basicSetup } from 'codemirror';
import { useEffect, useRef } from 'react';
import type { JsonEditorProps } from './JsonEditor';

const placeholders = ['${aws:iot:s3-presigned-url:https://s3.amazonaws.com/BUCKET/KEY}',
  '${aws:iot:s3-presigned-url-v2:https://s3.amazonaws.com/BUCKET/KEY}',
  '${aws:iot:code-sign-signature:s3://REGION.BUCKET/KEY@VERSION}',
  '${aws:iot:parameter:NAME}'];

// Colours that can be read on light and on dark; CodeMirror's own are for light alone.
const colours = syntaxHighlighting(HighlightStyle.define([
  { tag: tags.string, color: 'var(--good)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--number)' },
  { tag: [tags.propertyName, tags.punctuation, tags.separator, tags.brace, tags.squareBracket], color: 'var(--text)' },
]));

const theme = EditorView.theme({
  '&': { minHeight: '8rem', maxHeight: '24rem' },
  '.cm-content': { fontFamily: 'monospace' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { background: 'transparent', color: 'var(--quiet)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine, .cm-activeLineGutter': { background: 'transparent' },
  '.cm-tooltip': { background: 'var(--code)', color: 'var(--text)', border: '1px solid var(--line)' },
});

function complete(context: CompletionContext) {
  const word = context.matchBefore(/\$\{?[\w:-]*/);
  if (!word) return null;
  return { from: word.from, options: placeholders.map((label) => ({ label, type: 'variable' })) };
}

// In a shadow root, where its styles are adopted: the page's policy has no inline ones.
export default function CodeMirrorEditor({ value, label, onChange }: JsonEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const changed = useRef(onChange);
  changed.current = onChange;
  useEffect(() => {
    const root = host.current!.shadowRoot ?? host.current!.attachShadow({ mode: 'open' });
    view.current = new EditorView({
      root,
      parent: root,
      doc: value,
      extensions: [basicSetup, json(), linter(jsonParseLinter()), lintGutter(),
        autocompletion({ override: [complete] }), EditorView.lineWrapping,
        EditorView.contentAttributes.of({ 'aria-label': label }),
        colours, theme,
        EditorView.updateListener.of((update) => {
          if (update.docChanged) changed.current(update.state.doc.toString());
        })],
    });
    return () => view.current?.destroy();
  }, [label]);
  useEffect(() => {
    const editor = view.current;
    if (!editor || editor.state.doc.toString() === value) return;
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);
  return <div ref={host} className="editor" />;
}
