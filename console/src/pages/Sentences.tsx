// Why something stands still, in the emulator's words.
import Alert from '@cloudscape-design/components/alert';
import { texts } from '../texts/en';

export function Sentences({ title, sentences }: { title: string; sentences: string[] | undefined }) {
  return (
    <Alert type="info" header={title} statusIconAriaLabel={texts.info}>
      {sentences ? <ul className="sentences">{sentences.map((text) => <li key={text}>{text}</li>)}</ul>
        : texts.loading}
    </Alert>
  );
}
