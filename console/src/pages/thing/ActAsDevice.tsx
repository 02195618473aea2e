// A device for those who have none at hand: it lives in this tab and speaks MQTT.
import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Toggle from '@cloudscape-design/components/toggle';
import { useEffect, useReducer, useState } from 'react';
import type { ExplainedExecution } from '../../api/types';
import { device } from '../../device/devices';
import { Json } from '../../json/Json';
import { texts } from '../../texts/en';

const statuses = ['IN_PROGRESS', 'SUCCEEDED', 'FAILED', 'REJECTED'].map((value) => ({ value, label: value }));

function useDevice(thing: string) {
  const [, again] = useReducer((count: number) => count + 1, 0);
  const handle = device(thing);
  useEffect(() => handle.onChange(again), [handle]);
  return { handle, virtual: handle.get() };
}

function Report({ thing, next }: { thing: string; next: ExplainedExecution }) {
  const { virtual } = useDevice(thing);
  const [status, setStatus] = useState(statuses[0]);
  const [details, setDetails] = useState([{ key: 'progress', value: '50' }]);
  const [version, setVersion] = useState('');
  const statusDetails = Object.fromEntries(details.filter(({ key }) => key).map(({ key, value }) => [key, value]));
  const expectedVersion = version ? Number(version) : undefined;
  const change = (i: number, part: Partial<{ key: string; value: string }>) =>
    setDetails(details.map((one, j) => (i === j ? { ...one, ...part } : one)));
  return (
    <SpaceBetween size="s">
      <FormField label={texts.device.status}>
        <Select options={statuses} selectedOption={status} onChange={({ detail }) =>
          setStatus(statuses.find(({ value }) => value === detail.selectedOption.value)!)} />
      </FormField>
      <AttributeEditor items={details} addButtonText={texts.device.addDetail} removeButtonText={texts.delete}
        onAddButtonClick={() => setDetails([...details, { key: '', value: '' }])}
        onRemoveButtonClick={({ detail }) => setDetails(details.filter((_, i) => i !== detail.itemIndex))}
        definition={[
          { label: texts.device.detail, control: ({ key }, i) => <Input ariaLabel={texts.device.detail} value={key} onChange={({ detail }) => change(i, { key: detail.value })} /> },
          { label: texts.device.value, control: ({ value }, i) => <Input ariaLabel={texts.device.value} value={value} onChange={({ detail }) => change(i, { value: detail.value })} /> },
        ]} />
      <FormField label={texts.device.expectedVersion} constraintText={texts.device.versionNow(next.versionNumber)}>
        <Input type="number" value={version} onChange={({ detail }) => setVersion(detail.value)} />
      </FormField>
      <Json label={texts.device.payload} value={{ status: status.value, statusDetails, ...(expectedVersion ? { expectedVersion } : {}) }} />
      <Button onClick={() => virtual?.report(next.job, status.value, statusDetails, expectedVersion)}>{texts.device.report(next.job)}</Button>
    </SpaceBetween>
  );
}

export function ActAsDevice({ thing, next }: { thing: string; next: ExplainedExecution | undefined }) {
  const { handle, virtual } = useDevice(thing);
  const [busy, setBusy] = useState(false);
  const connected = virtual?.connected ?? false;
  const connect = async () => {
    setBusy(true);
    await handle.connect();
    setBusy(false);
  };
  return (
    <Container header={<Header variant="h2" description={texts.device.description}>{texts.device.title}</Header>}>
      <SpaceBetween size="m">
        {!connected && <Button loading={busy} onClick={() => void connect()}>{texts.device.connect}</Button>}
        {connected && virtual && (
          <>
            <StatusIndicator type="success">{texts.device.connected}</StatusIndicator>
            <Toggle checked={virtual.isAlone} onChange={({ detail }) => virtual.worksAlone(detail.checked)}>{texts.device.alone}</Toggle>
            <SpaceBetween size="xs" direction="horizontal">
              <Button onClick={() => virtual.getPending()}>{texts.device.get}</Button>
              <Button onClick={() => virtual.startNext()}>{texts.device.startNext}</Button>
              <Button onClick={() => virtual.disconnect()}>{texts.device.disconnect}</Button>
            </SpaceBetween>
            {next && !virtual.isAlone && <Report thing={thing} next={next} />}
          </>
        )}
      </SpaceBetween>
    </Container>
  );
}
