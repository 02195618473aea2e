import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Button from '@cloudscape-design/components/button';
import { iot } from '../../api/send';
import { ActionButton } from '../../calls/ActionButton';
import { Go, toThing, useMember } from '../../frame/links';
import { usePanel } from '../../frame/panel';
import { useAsk, useAskEach } from '../../live/queries';
import { texts } from '../../texts/en';
import { PlainTable } from '../PagedTable';
import { CertificateDetails } from './CertificateDetails';
import { CreatePolicy } from './CreatePolicy';
import { PolicyDocument } from './PolicyDocument';

interface Certificate {
  certificateArn: string;
  certificateId: string;
  status: string;
  creationDate: number;
}

interface Policy {
  policyName: string;
  policyArn: string;
}

const words = texts.certificates;

export default function Certificates() {
  const [id, setId] = useMember('id');
  const [policy, setPolicy] = useMember('policy');
  const certificates = useAsk<{ certificates: Certificate[] }>(iot('ListCertificates', { pageSize: 100 }));
  const listed = certificates.data?.certificates;
  const things = useAskEach<{ things: string[] }>((listed ?? []).map(({ certificateArn }) => iot('ListPrincipalThings', { principal: certificateArn })));
  const policies = useAsk<{ policies: Policy[] }>(iot('ListPolicies', { pageSize: 100 }));
  const chosen = listed?.find(({ certificateId }) => certificateId === id);
  usePanel(policy ? { header: policy, onClose: () => setPolicy(undefined), content: <PolicyDocument name={policy} /> }
    : chosen ? { header: words.certificate, onClose: () => setId(undefined), content: <CertificateDetails id={chosen.certificateId} arn={chosen.certificateArn} /> } : undefined);
  return (
    <ContentLayout header={<Header variant="h1" description={words.description}>{texts.pages.certificates}</Header>}>
      <SpaceBetween size="l">
        <PlainTable<Certificate> items={listed} error={certificates.error} none={words.none} trackBy="certificateId"
          header={<Header variant="h2">{words.certificates}</Header>} columnDefinitions={[
            { id: 'id', header: words.certificate, isRowHeader: true, cell: ({ certificateId }) => (
              <Button variant="inline-link" onClick={() => setId(certificateId)}>{`${certificateId.slice(0, 16)}…`}</Button>) },
            { id: 'status', header: words.status, cell: ({ status }) => <StatusIndicator type={status === 'ACTIVE' ? 'success' : 'stopped'}>{status}</StatusIndicator> },
            { id: 'things', header: texts.pages.things, cell: (row) => things[listed!.indexOf(row)]?.data?.things.map((thing) => <span key={thing}><Go to={toThing(thing)}>{thing}</Go> </span>) },
            { id: 'created', header: texts.jobs.created, cell: ({ creationDate }) => texts.instant(creationDate) },
            { id: 'change', header: words.change, cell: ({ certificateId, status }) => {
              const newStatus = status === 'ACTIVE' ? 'INACTIVE' : 'ACTIVE';
              return <ActionButton variant="inline-link" label={`${words.to[newStatus]} ${certificateId.slice(0, 8)}`} call={iot('UpdateCertificate', { certificateId, newStatus })}
                done={words.changed(newStatus)} ask={newStatus === 'INACTIVE' ? words.deactivateText : undefined}>{words.to[newStatus]}</ActionButton>;
            } },
          ]} />
        <PlainTable<Policy> items={policies.data?.policies} error={policies.error} none={words.noPolicies} trackBy="policyName"
          header={<Header variant="h2" actions={<CreatePolicy />}>{words.policies}</Header>} columnDefinitions={[
            { id: 'name', header: words.policy, isRowHeader: true, cell: ({ policyName }) => (
              <Button variant="inline-link" onClick={() => setPolicy(policyName)}>{policyName}</Button>) },
            { id: 'arn', header: 'ARN', cell: ({ policyArn }) => <span className="breakable">{policyArn}</span> },
            { id: 'delete', header: texts.delete, cell: ({ policyName }) => (
              <ActionButton variant="inline-link" label={`${texts.delete} ${policyName}`} call={iot('DeletePolicy', { policyName })} done={words.policyDeleted(policyName)} ask={words.deletePolicyText}>{texts.delete}</ActionButton>) },
          ]} />
      </SpaceBetween>
    </ContentLayout>
  );
}
