import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import journalKinds from '../../api/journalKinds.json';
import type { JournalEntry } from '../../api/types';
import { useMember } from '../../frame/links';
import { EntryList } from '../../journal/EntryList';
import { matches } from '../../journal/about';
import { type Recent, useRecent } from '../../live/stream';
import { texts } from '../../texts/en';

const mostShown = 500;
const kinds = journalKinds.map((value) => ({ value, label: texts.journal.kind(value) }));

function save(entries: JournalEntry[]) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob(entries.map((entry) => `${JSON.stringify(entry)}\n`), { type: 'application/jsonl' }));
  link.download = 'journal.jsonl';
  link.click();
  URL.revokeObjectURL(link.href);
}

export default function Journal() {
  const [query, setQuery] = useMember('q');
  const [kind, setKind] = useMember('kind');
  const live = useRecent();
  const [paused, setPaused] = useState<Recent>();
  const [clearedAt, setClearedAt] = useState(-1);
  const { entries, omitted } = paused ?? live;
  const chosen = kind.split(',').filter(Boolean);
  const found = entries.filter((entry) => entry.number > clearedAt && (chosen.length === 0 || chosen.includes(entry.kind)) && matches(entry, query));
  const shown = found.slice(-mostShown).reverse();
  return (
    <ContentLayout header={
      <Header variant="h1" description={texts.journal.description} actions={
        <SpaceBetween size="xs" direction="horizontal">
          <Button iconName={paused ? 'play' : 'pause'} onClick={() => setPaused(paused ? undefined : live)}>
            {paused ? texts.journal.goOn : texts.journal.pause}</Button>
          <Button onClick={() => setClearedAt(entries.at(-1)?.number ?? -1)}>{texts.journal.clear}</Button>
          <Button iconName="download" onClick={() => save(found)}>{texts.journal.save}</Button>
        </SpaceBetween>}>{texts.pages.journal}</Header>}>
      <SpaceBetween size="m">
        <div className="filters">
          <Input type="search" value={query} placeholder={texts.journal.query} ariaLabel={texts.journal.query} clearAriaLabel={texts.clear}
            onChange={({ detail }) => setQuery(detail.value)} />
          <Multiselect options={kinds} selectedOptions={kinds.filter(({ value }) => chosen.includes(value))} hideTokens
            placeholder={texts.journal.allKinds} ariaLabel={texts.journal.allKinds}
            onChange={({ detail }) => setKind(detail.selectedOptions.map(({ value }) => value).join(','))} />
        </div>
        {(omitted > 0 || found.length > mostShown) && (
          <Alert type="warning">{texts.journal.leftOut(omitted, Math.max(0, found.length - mostShown))}</Alert>)}
        <EntryList entries={shown} />
      </SpaceBetween>
    </ContentLayout>
  );
}
