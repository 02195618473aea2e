// All that the journal has of an entry, its payload as JSON where it is that.
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { JournalEntry } from '../api/types';
import { Go, toJob, toThing } from '../frame/links';
import { Json } from '../json/Json';
import { texts } from '../texts/en';

function shown(name: string, value: unknown) {
  if (name === 'thing') return <Go to={toThing(String(value))}>{String(value)}</Go>;
  if (name === 'job') return <Go to={toJob(String(value))}>{String(value)}</Go>;
  return typeof value === 'object' ? <Json value={value} /> : String(value);
}

export function WholeEntry({ entry }: { entry: JournalEntry }) {
  const { payload, text, ...rest } = entry;
  return (
    <SpaceBetween size="m">
      <span className="breakable">{text}</span>
      <KeyValuePairs columns={4} items={Object.entries(rest).map(
        ([name, value]) => ({ label: name, value: <span className="breakable">{shown(name, value)}</span> }))} />
      {payload !== undefined && <Json label={texts.journal.payload} value={payload} />}
    </SpaceBetween>
  );
}
