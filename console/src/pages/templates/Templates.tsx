import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { iot } from '../../api/send';
import { ActionButton } from '../../calls/ActionButton';
import { FormDialog } from '../../calls/FormDialog';
import { Json } from '../../json/Json';
import { JsonEditor } from '../../json/JsonEditor';
import { useMember } from '../../frame/links';
import { usePanel } from '../../frame/panel';
import { useAsk } from '../../live/queries';
import { texts } from '../../texts/en';
import { PlainTable, usePages } from '../PagedTable';

interface Template {
  jobTemplateArn: string;
  jobTemplateId: string;
  description?: string;
  createdAt?: number;
}

interface Managed {
  templateArn: string;
  templateName: string;
  description?: string;
  environments?: string[];
}

function CreateTemplate() {
  const [open, setOpen] = useState(false);
  const [jobTemplateId, setId] = useState('');
  const [description, setDescription] = useState('');
  const [document, setDocument] = useState('{\n  "action": "update"\n}');
  return (
    <>
      <Button variant="primary" onClick={() => setOpen(true)}>{texts.templates.create}</Button>
      {open && (
        <FormDialog size="large" title={texts.templates.create} call={iot('CreateJobTemplate', { jobTemplateId, description, document })}
          done={texts.templates.created(jobTemplateId)} onClose={() => setOpen(false)}>
          <FormField label={texts.templates.template} constraintText={texts.createJob.idRule}><Input value={jobTemplateId} autoFocus onChange={({ detail }) => setId(detail.value)} /></FormField>
          <FormField label={texts.job.description}><Input value={description} onChange={({ detail }) => setDescription(detail.value)} /></FormField>
          <JsonEditor label={texts.job.document} value={document} onChange={setDocument} />
        </FormDialog>
      )}
    </>
  );
}

function Document({ id }: { id: string }) {
  const template = useAsk<object>(iot('DescribeJobTemplate', { jobTemplateId: id })).data as { document?: string } | undefined;
  return <SpaceBetween size="m"><Json value={template?.document ?? ''} label={texts.job.document} /><Json value={{ ...template, document: undefined }} /></SpaceBetween>;
}

export default function Templates() {
  const [, navigate] = useLocation();
  const [chosen, setChosen] = useMember('template');
  const own = usePages<{ jobTemplates: Template[]; nextToken?: string }>(iot('ListJobTemplates', { maxResults: 25 }));
  const managed = useAsk<{ managedJobTemplates: Managed[] }>(iot('ListManagedJobTemplates', { maxResults: 50 }));
  usePanel(chosen ? { header: chosen, onClose: () => setChosen(undefined), content: <Document id={chosen} /> } : undefined);
  return (
    <ContentLayout header={<Header variant="h1" description={texts.templates.description} actions={<CreateTemplate />}>{texts.pages.templates}</Header>}>
      <SpaceBetween size="l">
        <PlainTable<Template> items={own.data?.jobTemplates} error={own.error} none={texts.templates.none} trackBy="jobTemplateId" pagination={own.pagination}
          columnDefinitions={[
            { id: 'id', header: texts.templates.template, isRowHeader: true, cell: ({ jobTemplateId }) => (
              <Button variant="inline-link" onClick={() => setChosen(jobTemplateId)}>{jobTemplateId}</Button>) },
            { id: 'description', header: texts.job.description, cell: ({ description }) => <span className="breakable">{description ?? '–'}</span> },
            { id: 'created', header: texts.templates.from, cell: ({ createdAt }) => texts.instant(createdAt) },
            { id: 'use', header: texts.templates.use, cell: ({ jobTemplateArn, jobTemplateId }) => (
              <SpaceBetween size="xs" direction="horizontal">
                <Button variant="inline-link" ariaLabel={`${texts.createJob.title}: ${jobTemplateId}`} onClick={() => navigate(`/create-job?template=${encodeURIComponent(jobTemplateArn)}`)}>{texts.createJob.title}</Button>
                <ActionButton variant="inline-link" label={`${texts.delete} ${jobTemplateId}`} call={iot('DeleteJobTemplate', { jobTemplateId })} done={texts.templates.deleted(jobTemplateId)} ask={texts.templates.deleteText}>{texts.delete}</ActionButton>
              </SpaceBetween>) },
          ]} />
        <PlainTable<Managed> items={managed.data?.managedJobTemplates} error={managed.error} none={texts.templates.none} trackBy="templateName"
          header={<Header variant="h2">{texts.templates.managed}</Header>} columnDefinitions={[
            { id: 'name', header: texts.templates.template, isRowHeader: true, cell: ({ templateName }) => templateName },
            { id: 'description', header: texts.job.description, cell: ({ description }) => description },
            { id: 'environments', header: texts.templates.os, cell: ({ environments }) => environments?.join(', ') ?? '–' },
          ]} />
      </SpaceBetween>
    </ContentLayout>
  );
}
