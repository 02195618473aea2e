import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { iot } from '../../api/send';
import type { Group, Thing } from '../../api/types';
import { ActionButton } from '../../calls/ActionButton';
import { FormDialog } from '../../calls/FormDialog';
import { Go, toGroup, toThing } from '../../frame/links';
import { useAsk } from '../../live/queries';
import { texts } from '../../texts/en';
import { PlainTable, usePages } from '../PagedTable';

interface Described {
  thingGroupName: string;
  thingGroupArn: string;
  version: number;
  queryString?: string;
  status?: string;
  thingGroupProperties?: { thingGroupDescription?: string };
  thingGroupMetadata?: { parentGroupName?: string };
}

function CreateGroup() {
  const [open, setOpen] = useState(false);
  const [thingGroupName, setName] = useState('');
  const [queryString, setQuery] = useState('');
  const call = queryString
    ? iot('CreateDynamicThingGroup', { thingGroupName, queryString })
    : iot('CreateThingGroup', { thingGroupName });
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>{texts.groups.create}</Button>
      {open && (
        <FormDialog title={texts.groups.create} call={call} done={texts.groups.created(thingGroupName)} onClose={() => setOpen(false)}>
          <FormField label={texts.groups.name} constraintText={texts.things.nameRule}>
            <Input value={thingGroupName} autoFocus onChange={({ detail }) => setName(detail.value)} />
          </FormField>
          <FormField label={texts.groups.query} description={texts.groups.queryText} constraintText="attributes.colour:red">
            <Input value={queryString} onChange={({ detail }) => setQuery(detail.value)} />
          </FormField>
        </FormDialog>
      )}
    </>
  );
}

function AddThing({ group }: { group: string }) {
  const [open, setOpen] = useState(false);
  const [thingName, setName] = useState('');
  const things = useAsk<{ things: Thing[] }>(open ? iot('ListThings', { maxResults: 250 }) : undefined).data?.things ?? [];
  return (
    <>
      <Button onClick={() => setOpen(true)}>{texts.groups.addThing}</Button>
      {open && (
        <FormDialog title={texts.groups.addThing} call={iot('AddThingToThingGroup', { thingGroupName: group, thingName })}
          done={texts.groups.added(thingName, group)} onClose={() => setOpen(false)}>
          <FormField label={texts.things.name}>
            <Select options={things.map((thing) => ({ value: thing.thingName, label: thing.thingName }))} filteringType="auto"
              selectedOption={thingName ? { value: thingName, label: thingName } : null} placeholder={texts.targets.choose} empty={texts.targets.none}
              onChange={({ detail }) => setName(detail.selectedOption.value!)} />
          </FormField>
        </FormDialog>
      )}
    </>
  );
}

function OneGroup({ name }: { name: string }) {
  const [, navigate] = useLocation();
  const { data: group, error } = useAsk<Described>(iot('DescribeThingGroup', { thingGroupName: name }));
  const members = usePages<{ things: string[]; nextToken?: string }>(iot('ListThingsInThingGroup', { thingGroupName: name, recursive: true, maxResults: 25 }));
  const isDynamic = !!group?.queryString;
  if (error && !group) return <Box>{error.message}</Box>;
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2" actions={
        <SpaceBetween size="xs" direction="horizontal">
          {!isDynamic && <AddThing group={name} />}
          <ActionButton call={iot(isDynamic ? 'DeleteDynamicThingGroup' : 'DeleteThingGroup', { thingGroupName: name })}
            done={texts.groups.deleted(name)} ask={texts.groups.deleteText} onDone={() => navigate('/groups')}>{texts.delete}</ActionButton>
        </SpaceBetween>}>{name}</Header>}>
        {group && (
          <KeyValuePairs columns={3} items={[
            { label: texts.groups.kind, value: isDynamic ? texts.groups.dynamic : texts.groups.fixed },
            { label: texts.groups.query, value: group.queryString ?? '–' },
            { label: texts.groups.parent, value: group.thingGroupMetadata?.parentGroupName
              ? <Go to={toGroup(group.thingGroupMetadata.parentGroupName)}>{group.thingGroupMetadata.parentGroupName}</Go> : '–' },
          ]} />
        )}
      </Container>
      <PlainTable<string> items={members.data?.things} error={members.error} none={texts.groups.empty} pagination={members.pagination}
        header={<Header variant="h2">{texts.groups.members}</Header>} columnDefinitions={[
          { id: 'name', header: texts.things.name, isRowHeader: true, cell: (thing) => <Go to={toThing(thing)}>{thing}</Go> },
          { id: 'remove', header: texts.groups.remove, cell: (thing) => (
            <ActionButton variant="inline-link" label={texts.groups.removeThing(thing)} disabled={isDynamic}
              call={iot('RemoveThingFromThingGroup', { thingGroupName: name, thingName: thing })} done={texts.groups.removed(thing)}>{texts.groups.remove}</ActionButton>) },
        ]} />
    </SpaceBetween>
  );
}

export default function Groups({ chosen }: { chosen?: string }) {
  const pages = usePages<{ thingGroups: Group[]; nextToken?: string }>(iot('ListThingGroups', { maxResults: 25 }));
  return (
    <ContentLayout header={<Header variant="h1" description={texts.groups.description} actions={<CreateGroup />}>{texts.pages.groups}</Header>}>
      <SpaceBetween size="l">
        <PlainTable<Group> items={pages.data?.thingGroups} error={pages.error} none={texts.groups.none} trackBy="groupName" pagination={pages.pagination}
          columnDefinitions={[
            { id: 'name', header: texts.groups.name, isRowHeader: true, cell: ({ groupName }) => <Go to={toGroup(groupName)}>{groupName}</Go> },
            { id: 'arn', header: 'ARN', cell: ({ groupArn }) => <span className="breakable">{groupArn}</span> },
          ]} />
        {chosen && <OneGroup name={chosen} />}
      </SpaceBetween>
    </ContentLayout>
  );
}
