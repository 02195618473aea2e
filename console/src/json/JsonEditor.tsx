// A JSON document, with its errors at the line and its placeholders completed.
import { Suspense, lazy } from 'react';
import Spinner from '@cloudscape-design/components/spinner';

const Editor = lazy(() => import('./CodeMirrorEditor'));

export interface JsonEditorProps {
  value: string;
  label: string;
  onChange: (value: string) => void;
}

export function JsonEditor(props: JsonEditorProps) {
  return <Suspense fallback={<Spinner />}><Editor {...props} /></Suspense>;
}
