import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { iot } from '../../api/send';
import { ActionButton } from '../../calls/ActionButton';
import { useMember } from '../../frame/links';
import { useAsk } from '../../live/queries';
import { Json } from '../../json/Json';
import { texts } from '../../texts/en';

const words = texts.certificates;

// A certificate with its policies, and one more for it.
export function CertificateDetails({ id, arn }: { id: string; arn: string }) {
  const [, setPolicy] = useMember('policy');
  const [added, setAdded] = useState('');
  const pem = useAsk<{ certificateDescription: { certificatePem: string } }>(iot('DescribeCertificate', { certificateId: id })).data?.certificateDescription.certificatePem;
  const attached = useAsk<{ policies: { policyName: string }[] }>(iot('ListAttachedPolicies', { target: arn })).data?.policies ?? [];
  const all = useAsk<{ policies: { policyName: string }[] }>(iot('ListPolicies', { pageSize: 100 })).data?.policies ?? [];
  return (
    <SpaceBetween size="m">
      <Box><span className="breakable">{arn}</span></Box>
      {attached.map(({ policyName }) => (
        <SpaceBetween key={policyName} size="xs" direction="horizontal">
          <Button variant="inline-link" onClick={() => setPolicy(policyName)}>{policyName}</Button>
          <ActionButton variant="inline-link" label={`${words.detach} ${policyName}`} call={iot('DetachPolicy', { policyName, target: arn })} done={words.detached(policyName)}>{words.detach}</ActionButton>
        </SpaceBetween>
      ))}
      <SpaceBetween size="xs" direction="horizontal">
        <FormField label={words.policy}>
          <Select options={all.map(({ policyName }) => ({ value: policyName, label: policyName }))} placeholder={words.choose} empty={words.noPolicies}
            selectedOption={added ? { value: added, label: added } : null} onChange={({ detail }) => setAdded(detail.selectedOption.value!)} />
        </FormField>
        <ActionButton disabled={!added} call={iot('AttachPolicy', { policyName: added, target: arn })} done={words.attached(added)}>{words.attach}</ActionButton>
      </SpaceBetween>
      {pem && <Json value={pem} label="PEM" />}
    </SpaceBetween>
  );
}
