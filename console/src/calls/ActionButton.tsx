// A button that makes a call, says what came of it, and shows the call before and after.
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button, { type ButtonProps } from '@cloudscape-design/components/button';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useState } from 'react';
import type { Call } from '../api/operation';
import { act } from '../api/send';
import { flash } from '../frame/flashes';
import { refresh } from '../live/queries';
import { texts } from '../texts/en';
import { CallCode } from './CallCode';

// Makes the call and tells of it.
export async function perform<T>(call: Call, done: string): Promise<T | undefined> {
  try {
    const output = await act<T>(call);
    flash({ type: 'success', header: done, call });
    refresh();
    return output;
  } catch (error) {
    const { errorName = texts.error, message } = error as { errorName?: string; message: string };
    flash({ type: 'error', header: `${call.operation}: ${errorName}`, content: message, call });
    return undefined;
  }
}

interface Props {
  children: ReactNode;
  call: Call;
  done: string;
  ask?: string; // what to be sure of first
  variant?: ButtonProps.Variant;
  icon?: ButtonProps['iconName'];
  label?: string;
  disabled?: boolean;
  onDone?: () => void;
}

export function ActionButton({ children, call, done, ask, variant, icon, label, disabled, onDone }: Props) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    const output = await perform(call, done);
    setBusy(false);
    setAsking(false);
    if (output !== undefined) onDone?.();
  };
  return (
    <>
      <Button variant={variant} iconName={icon} ariaLabel={label} loading={busy} disabled={disabled}
        onClick={() => (ask ? setAsking(true) : void run())}>{children}</Button>
      {asking && (
        <Modal visible header={children} onDismiss={() => setAsking(false)}
          closeAriaLabel={texts.close} footer={
            <Box float="right">
              <SpaceBetween size="xs" direction="horizontal">
                <Button variant="link" onClick={() => setAsking(false)}>{texts.cancel}</Button>
                <Button variant="primary" loading={busy} onClick={() => void run()}>{children}</Button>
              </SpaceBetween>
            </Box>}>
          <SpaceBetween size="m">
            <Alert type="warning">{ask}</Alert>
            <ExpandableSection headerText={texts.calls.show}><CallCode call={call} /></ExpandableSection>
          </SpaceBetween>
        </Modal>
      )}
    </>
  );
}
