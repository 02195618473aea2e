// What a device and the service say to each other, the newest at the bottom: two life lines,
// an arrow a message, and between them what happened meanwhile.
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import { useEffect, useRef, useState } from 'react';
import { emulator } from '../../api/send';
import type { JournalEntry } from '../../api/types';
import { usePanel } from '../../frame/panel';
import { WholeEntry } from '../../journal/WholeEntry';
import { isOfJob, isOfThing, isRefused } from '../../journal/about';
import { useAsk } from '../../live/queries';
import { useRecent } from '../../live/stream';
import { texts } from '../../texts/en';

const mostShown = 300;
const gap = 60_000; // milliseconds that are worth a line of their own

// What has come before this tab looked, and what came since.
function useConversation(thing: string, job: string) {
  const { entries } = useRecent();
  const before = useAsk<{ entries: JournalEntry[] }>(emulator('ListJournal', { thing, limit: 500 })).data?.entries ?? [];
  const first = entries[0]?.number ?? Infinity;
  const all = [...before.filter(({ number }) => number < first), ...entries.filter((entry) => isOfThing(entry, thing))]
    // A call over MQTT is told by its messages.
    .filter((entry) => !(entry.kind === 'call' && (entry.over === 'MQTT' || /^(List|Describe)/.test(entry.operation ?? ''))) &&
      entry.kind !== 'rejection' && (!job || isOfJob(entry, job)));
  return { shown: all.slice(-mostShown), leftOut: Math.max(0, all.length - mostShown) };
}

const shortTopic = (topic: string, thing: string) => topic.replace(`$aws/things/${thing}/jobs/`, '').replace('$aws/things/', '');

function outcome(entry: JournalEntry) {
  if (entry.topic?.endsWith('/rejected') || isRefused(entry)) return 'bad';
  if (entry.topic?.endsWith('/accepted')) return 'good';
  return 'plain';
}

function code(entry: JournalEntry) {
  if (!entry.topic?.endsWith('/rejected')) return '';
  return ` ${/"code":"(\w+)"/.exec(entry.payload ?? '')?.[1] ?? ''}`;
}

function Line({ entry, thing, chosen, onChoose }: { entry: JournalEntry; thing: string; chosen: boolean; onChoose: () => void }) {
  const isArrow = entry.kind === 'message' || entry.kind === 'call' || entry.kind === 'refusal';
  const toService = entry.kind !== 'message' || entry.direction === 'received';
  const label = entry.kind === 'message' ? shortTopic(entry.topic ?? '', thing) + code(entry)
    : entry.kind === 'call' ? `${entry.operation} (${entry.over})${entry.refusal ? ` ${entry.refusal}` : ''}` : entry.text;
  const form = isArrow ? `arrow ${toService ? 'to-service' : 'to-device'}` : 'note';
  return (
    <li className={`${form} ${entry.kind} ${outcome(entry)}`}>
      <button type="button" aria-pressed={chosen} onClick={onChoose}>
        <time>{texts.clockTime(new Date(entry.at))}</time>
        {isArrow && <span className="visually-hidden">{toService ? texts.conversation.toService : texts.conversation.toDevice} </span>}
        <span className="label">{label}</span>
      </button>
    </li>
  );
}

function Gap({ from, to }: { from: string; to: string }) {
  const passed = Date.parse(to) - Date.parse(from);
  return passed < gap ? null : <li className="gap">{texts.conversation.later(texts.duration(passed))}</li>;
}

export function Conversation({ thing }: { thing: string }) {
  const [job, setJob] = useState('');
  const [chosen, setChosen] = useState<JournalEntry>();
  const { shown, leftOut } = useConversation(thing, job);
  const list = useRef<HTMLOListElement>(null);
  const [following, setFollowing] = useState(true);
  const last = shown.at(-1)?.number;
  useEffect(() => {
    if (following && list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [following, last]);
  usePanel(chosen && { header: texts.journal.entry(chosen.number), onClose: () => setChosen(undefined), content: <WholeEntry entry={chosen} /> });
  return (
    <Container header={<Header variant="h2" description={texts.conversation.description}
      actions={!following && <Button onClick={() => setFollowing(true)}>{texts.conversation.follow}</Button>}>{texts.conversation.title}</Header>}>
      <Input type="search" value={job} placeholder={texts.conversation.job} ariaLabel={texts.conversation.job} clearAriaLabel={texts.clear}
        onChange={({ detail }) => setJob(detail.value)} />
      <div className="life-lines" aria-hidden="true"><span>{texts.conversation.device}</span><span>{texts.conversation.service}</span></div>
      <ol className="conversation" ref={list} tabIndex={0} aria-label={texts.conversation.title} onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) =>
        setFollowing(scrollHeight - scrollTop - clientHeight < 40)}>
        {leftOut > 0 && <li className="gap">{texts.conversation.leftOut(leftOut)}</li>}
        {shown.length === 0 && <li className="gap">{texts.conversation.none}</li>}
        {shown.flatMap((entry, i) => [
          ...(i > 0 ? [<Gap key={`gap ${entry.number}`} from={shown[i - 1].at} to={entry.at} />] : []),
          <Line key={entry.number} entry={entry} thing={thing} chosen={chosen?.number === entry.number}
            onChoose={() => setChosen(chosen?.number === entry.number ? undefined : entry)} />])}
      </ol>
    </Container>
  );
}
