// Entries of the journal, each a line that opens to the whole of it.
import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import { useState } from 'react';
import type { JournalEntry } from '../api/types';
import { usePanel } from '../frame/panel';
import { texts } from '../texts/en';
import { WholeEntry } from './WholeEntry';
import { isRefused } from './about';

export function EntryList({ entries }: { entries: JournalEntry[] }) {
  const [chosen, setChosen] = useState<JournalEntry>();
  usePanel(chosen && { header: texts.journal.entry(chosen.number), onClose: () => setChosen(undefined),
    content: <WholeEntry entry={chosen} /> });
  if (entries.length === 0) return <Box color="text-body-secondary">{texts.journal.none}</Box>;
  return (
    <ol className="entries">
      {entries.map((entry) => (
        <li key={entry.number} className={isRefused(entry) ? 'refused' : undefined}>
          <button type="button" aria-pressed={chosen?.number === entry.number}
            onClick={() => setChosen(chosen?.number === entry.number ? undefined : entry)}>
            <time dateTime={entry.at}>{texts.clockTime(new Date(entry.at))}</time>
            <Badge color={isRefused(entry) ? 'red' : entry.kind === 'change' ? 'green' : 'grey'}>
              {texts.journal.kind(entry.kind)}</Badge>
            <span className="entry-text">{entry.text}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
