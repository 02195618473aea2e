// All that a device of one's own needs, and a line that waits for it.
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Container from '@cloudscape-design/components/container';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { emulator } from '../../api/send';
import type { Connection } from '../../api/types';
import { perform } from '../../calls/ActionButton';
import { Go, toThing } from '../../frame/links';
import { isOfThing } from '../../journal/about';
import { useAsk } from '../../live/queries';
import { useRecent } from '../../live/stream';
import { texts } from '../../texts/en';

interface Made {
  name: string;
  certificatePem: string;
  privateKey: string;
  caCertificate: string;
  addresses: Record<string, string>;
}

function save(name: string, content: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type: 'application/x-pem-file' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

function Waiting({ name }: { name: string }) {
  const connection = useAsk<{ connections: Connection[] }>(emulator('ListConnections')).data?.connections
    .find(({ clientId, thingName }) => clientId === name || thingName === name);
  const { entries } = useRecent();
  const last = entries.findLast((entry) => isOfThing(entry, name) && entry.kind !== 'call');
  if (!connection) return <StatusIndicator type="pending">{texts.connect.waiting}</StatusIndicator>;
  return (
    <SpaceBetween size="xs">
      <StatusIndicator type="success">
        {texts.connect.connected(connection.clientId, connection.listener, connection.protocol)}
      </StatusIndicator>
      {last && <span>{last.text}</span>}
      <Go to={toThing(name)}>{texts.connect.see(name)}</Go>
    </SpaceBetween>
  );
}

export default function ConnectDevice() {
  const [name, setName] = useState('lamp');
  const [made, setMade] = useState<Made>();
  const port = made?.addresses.mqtts ? new URL(made.addresses.mqtts.replace('mqtts', 'https')) : undefined;
  const command = made && port && `mosquitto_sub -h ${port.hostname} -p ${port.port} -i ${made.name} \\
  --cafile ca.pem --cert ${made.name}.cert.pem --key ${made.name}.key.pem \\
  -t '$aws/things/${made.name}/jobs/notify-next' -v`;
  return (
    <ContentLayout header={<Header variant="h1" description={texts.doors.connectText}>{texts.doors.connect}</Header>}>
      <Container>
        <SpaceBetween size="m">
          <FormField label={texts.things.name} description={texts.connect.nameText}>
            <Input value={name} onChange={({ detail }) => setName(detail.value)} />
          </FormField>
          <Button variant="primary" onClick={async () => setMade(
            await perform<Made>(emulator('CreateDevice', { name }), texts.overview.madeThing(name)))}>
            {texts.connect.make}
          </Button>
          {made && (
            <>
              <KeyValuePairs columns={2} items={Object.entries(made.addresses).map(
                ([label, value]) => ({ label, value: String(value) }))} />
              <SpaceBetween size="xs" direction="horizontal">
                <Button iconName="download" onClick={() => save(`${made.name}.cert.pem`, made.certificatePem)}>{texts.connect.certificate}</Button>
                <Button iconName="download" onClick={() => save(`${made.name}.key.pem`, made.privateKey)}>{texts.connect.key}</Button>
                <Button iconName="download" onClick={() => save('ca.pem', made.caCertificate)}>{texts.connect.ca}</Button>
              </SpaceBetween>
              {command && (
                <div>
                  <CopyToClipboard copyButtonText={texts.calls.copy} textToCopy={command}
                    copySuccessText={texts.calls.copied} copyErrorText={texts.calls.notCopied} />
                  <pre className="code" tabIndex={0} aria-label={texts.calls.code}>{command}</pre>
                </div>
              )}
              <Waiting name={made.name} />
            </>
          )}
        </SpaceBetween>
      </Container>
    </ContentLayout>
  );
}
