// Asks for keys where the emulator wants requests signed.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState, useSyncExternalStore } from 'react';
import { keysWanted, onKeys, setKeys } from '../api/keys';
import { refresh } from '../live/queries';
import { texts } from '../texts/en';

export function KeysDialog() {
  const wanted = useSyncExternalStore(onKeys, keysWanted);
  const [accessKeyId, setAccessKeyId] = useState('');
  const [secretAccessKey, setSecret] = useState('');
  const [region, setRegion] = useState('us-east-1');
  if (!wanted) return null;
  const use = () => {
    setKeys({ accessKeyId: accessKeyId.trim(), secretAccessKey: secretAccessKey.trim(), region: region.trim() });
    refresh();
  };
  return (
    <Modal visible header={texts.keys.title} closeAriaLabel={texts.close} onDismiss={() => setKeys(undefined)}
      footer={<Box float="right"><Button variant="primary" onClick={use}>{texts.keys.use}</Button></Box>}>
      <SpaceBetween size="m">
        <Box>{texts.keys.text}</Box>
        <FormField label={texts.keys.accessKeyId}>
          <Input value={accessKeyId} autoComplete={false} onChange={({ detail }) => setAccessKeyId(detail.value)} />
        </FormField>
        <FormField label={texts.keys.secretAccessKey}>
          <Input type="password" value={secretAccessKey} autoComplete={false} onChange={({ detail }) => setSecret(detail.value)} />
        </FormField>
        <FormField label={texts.keys.region}>
          <Input value={region} onChange={({ detail }) => setRegion(detail.value)} />
        </FormField>
      </SpaceBetween>
    </Modal>
  );
}
