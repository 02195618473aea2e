import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { iot } from '../../api/send';
import { FormDialog } from '../../calls/FormDialog';
import { JsonEditor } from '../../json/JsonEditor';
import { texts } from '../../texts/en';

const first = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }] }, null, 2);

export function CreatePolicy() {
  const [open, setOpen] = useState(false);
  const [policyName, setName] = useState('');
  const [policyDocument, setDocument] = useState(first);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{texts.certificates.createPolicy}</Button>
      {open && (
        <FormDialog size="large" title={texts.certificates.createPolicy} call={iot('CreatePolicy', { policyName, policyDocument })}
          done={texts.certificates.policyCreated(policyName)} onClose={() => setOpen(false)}>
          <FormField label={texts.certificates.policy}><Input value={policyName} autoFocus onChange={({ detail }) => setName(detail.value)} /></FormField>
          <JsonEditor label={texts.certificates.document} value={policyDocument} onChange={setDocument} />
        </FormDialog>
      )}
    </>
  );
}
