// A form in a dialog, that makes a call of what is filled in.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useState } from 'react';
import type { Call } from '../api/operation';
import { texts } from '../texts/en';
import { perform } from './ActionButton';
import { CallCode } from './CallCode';

interface Props {
  title: string;
  children: ReactNode;
  call: Call;
  done: string;
  size?: 'medium' | 'large';
  onClose: () => void;
  onDone?: (output: unknown) => void;
}

export function FormDialog({ title, children, call, done, size, onClose, onDone }: Props) {
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    const output = await perform(call, done);
    setBusy(false);
    onClose();
    if (output !== undefined) onDone?.(output);
  };
  return (
    <Modal visible size={size} header={title} closeAriaLabel={texts.close} onDismiss={onClose} footer={
      <Box float="right">
        <SpaceBetween size="xs" direction="horizontal">
          <Button variant="link" onClick={onClose}>{texts.cancel}</Button>
          <Button variant="primary" loading={busy} onClick={() => void run()}>{title}</Button>
        </SpaceBetween>
      </Box>}>
      <SpaceBetween size="m">
        {children}
        <ExpandableSection headerText={texts.calls.show}><CallCode call={call} /></ExpandableSection>
      </SpaceBetween>
    </Modal>
  );
}
