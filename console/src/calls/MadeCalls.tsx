// The calls that this tab has made, each to be opened and copied.
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { texts } from '../texts/en';
import { CallCode } from './CallCode';
import { useMadeCalls } from './made';

export function MadeCalls({ about }: { about?: (input: object) => boolean }) {
  const made = useMadeCalls().filter(({ call }) => !about || about(call.input));
  if (made.length === 0) return <Box color="text-body-secondary">{texts.calls.none}</Box>;
  return (
    <SpaceBetween size="xs">
      {made.map(({ number, call, at, error }) => (
        <ExpandableSection key={number} headerText={call.operation}
          headerDescription={`${at.toLocaleTimeString()} · ${error ? error.message : texts.calls.accepted}`}>
          <CallCode call={call} />
        </ExpandableSection>
      ))}
    </SpaceBetween>
  );
}
