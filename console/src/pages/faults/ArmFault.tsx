// A fault of one's own: an effect, and what it is to strike.
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { emulator } from '../../api/send';
import { FormDialog } from '../../calls/FormDialog';
import { texts } from '../../texts/en';

// By name, what the effect takes: yes, or a text to begin from.
const effects: Record<string, true | string> = { drop: true, duplicate: true, reorder: true, corrupt: true, delay: '5s',
  error: 'ThrottlingException', throttle: '1', disconnect: 'instead', stall: true, empty: true,
  restartBroker: true, refuseConnect: true, noConnack: true, noPuback: true, noPingresp: true };
const options = Object.keys(effects).map((value) => ({ value, label: value }));
const members = ['operation', 'thing', 'job', 'status', 'topic'] as const;

export function ArmFault() {
  const [open, setOpen] = useState(false);
  const [effect, setEffect] = useState('drop');
  const [value, setValue] = useState('');
  const [match, setMatch] = useState<Record<string, string>>({ operation: 'UpdateJobExecution' });
  const [count, setCount] = useState('1');
  const given = effects[effect] === true ? true : effect === 'throttle' ? Number(value) : value;
  const wanted = Object.fromEntries(Object.entries(match).filter(([, text]) => text));
  return (
    <>
      <Button onClick={() => setOpen(true)}>{texts.faults.own}</Button>
      {open && (
        <FormDialog title={texts.faults.arm} done={texts.faults.armed(effect)} onClose={() => setOpen(false)}
          call={emulator('ArmFault', { effect: { [effect]: given }, match: wanted, ...(count ? { count: Number(count) } : {}) })}>
          <SpaceBetween size="s">
            <FormField label={texts.faults.effect}>
              <Select options={options} selectedOption={{ value: effect, label: effect }} onChange={({ detail }) => {
                const chosen = detail.selectedOption.value!;
                setEffect(chosen);
                setValue(effects[chosen] === true ? '' : String(effects[chosen]));
              }} />
            </FormField>
            {effects[effect] !== true && <FormField label={texts.faults.value}><Input value={value} onChange={({ detail }) => setValue(detail.value)} /></FormField>}
            {members.map((name) => (
              <FormField key={name} label={name}>
                <Input value={match[name] ?? ''} onChange={({ detail }) => setMatch({ ...match, [name]: detail.value })} />
              </FormField>
            ))}
            <FormField label={texts.faults.count}><Input type="number" value={count} onChange={({ detail }) => setCount(detail.value)} /></FormField>
          </SpaceBetween>
        </FormDialog>
      )}
    </>
  );
}
