// Things and groups, chosen as the targets of a job.
import FormField from '@cloudscape-design/components/form-field';
import Multiselect from '@cloudscape-design/components/multiselect';
import { iot } from '../api/send';
import type { Group, Thing } from '../api/types';
import { useAsk } from '../live/queries';
import { texts } from '../texts/en';

interface Props {
  targets: string[]; // ARNs
  onChange: (targets: string[]) => void;
  onlyGroups?: boolean;
}

export function TargetChoice({ targets, onChange, onlyGroups }: Props) {
  const things = useAsk<{ things: Thing[] }>(iot('ListThings', { maxResults: 250 })).data?.things ?? [];
  const groups = useAsk<{ thingGroups: Group[] }>(iot('ListThingGroups', { maxResults: 250 })).data?.thingGroups ?? [];
  const options = [
    { label: texts.pages.groups, options: groups.map(({ groupName, groupArn }) => ({ label: groupName, value: groupArn, description: texts.targets.group })) },
    ...(onlyGroups ? [] : [{ label: texts.pages.things, options: things.map(({ thingName, thingArn }) => ({ label: thingName, value: thingArn!, description: texts.targets.thing })) }]),
  ];
  const chosen = targets.map((value) => ({ value, label: value.slice(value.lastIndexOf('/') + 1) }));
  return (
    <FormField label={texts.jobs.targets} description={texts.targets.description}>
      <Multiselect options={options} selectedOptions={chosen} filteringType="auto"
        placeholder={texts.targets.choose} empty={texts.targets.none} deselectAriaLabel={({ label }) => texts.targets.remove(label ?? '')}
        onChange={({ detail }) => onChange(detail.selectedOptions.map(({ value }) => value!))} />
    </FormField>
  );
}
