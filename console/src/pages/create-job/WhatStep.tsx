import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { iot } from '../../api/send';
import { Json } from '../../json/Json';
import { JsonEditor } from '../../json/JsonEditor';
import { useAsk } from '../../live/queries';
import { texts } from '../../texts/en';
import { FirmwareFile } from './FirmwareFile';
import type { Form } from './form';

export interface StepProps {
  form: Form;
  onChange: (part: Partial<Form>) => void;
}

interface Template {
  jobTemplateArn: string;
  jobTemplateId: string;
  description?: string;
}

interface Managed {
  templateArn: string;
  templateName: string;
  description?: string;
  documentParameters?: { key: string; description?: string; regex?: string; example?: string; optional?: boolean }[];
}

// Placeholders that are no such: misspelled, or of a kind that there is not.
function unknownPlaceholders(document: string) {
  const known = /^\$\{aws:iot:(s3-presigned-url(-v2)?|code-sign-signature|parameter):.+\}$/;
  return (document.match(/\$\{[^}]*\}?/g) ?? []).filter((one) => !known.test(one));
}

// The document with a member for the file, which AWS makes a URL that lasts of.
function withUrl(document: string, bucket: string, key: string) {
  const url = `\${aws:iot:s3-presigned-url:https://s3.amazonaws.com/${bucket}/${key}}`;
  try {
    return JSON.stringify({ ...(JSON.parse(document) as object), url }, null, 2);
  } catch {
    return JSON.stringify({ url }, null, 2);
  }
}

function OwnTemplate({ form, onChange }: StepProps) {
  const templates = useAsk<{ jobTemplates: Template[] }>(iot('ListJobTemplates', { maxResults: 250 })).data?.jobTemplates ?? [];
  const options = templates.map(({ jobTemplateArn, jobTemplateId, description }) => ({ value: jobTemplateArn, label: jobTemplateId, description }));
  const jobTemplateId = form.template.slice(form.template.lastIndexOf('/') + 1);
  const chosen = useAsk<{ document: string }>(form.template ? iot('DescribeJobTemplate', { jobTemplateId }) : undefined).data;
  return (
    <SpaceBetween size="s">
      <FormField label={texts.templates.template}>
        <Select options={options} placeholder={texts.templates.choose} empty={texts.templates.none}
          selectedOption={options.find(({ value }) => value === form.template) ?? null}
          onChange={({ detail }) => onChange({ template: detail.selectedOption.value ?? '' })} />
      </FormField>
      {form.template && chosen && <Json value={chosen.document} />}
    </SpaceBetween>
  );
}

function ManagedTemplate({ form, onChange }: StepProps) {
  const managed = useAsk<{ managedJobTemplates: Managed[] }>(iot('ListManagedJobTemplates', { maxResults: 250 })).data?.managedJobTemplates ?? [];
  const options = managed.map(({ templateArn, templateName, description }) => ({ value: templateArn, label: templateName, description }));
  const name = managed.find(({ templateArn }) => templateArn === form.template)?.templateName;
  const chosen = useAsk<Managed>(name ? iot('DescribeManagedJobTemplate', { templateName: name }) : undefined).data;
  return (
    <SpaceBetween size="s">
      <FormField label={texts.templates.managed}>
        <Select options={options} placeholder={texts.templates.choose} empty={texts.templates.none}
          selectedOption={options.find(({ value }) => value === form.template) ?? null}
          onChange={({ detail }) => onChange({ template: detail.selectedOption.value ?? '', parameters: {} })} />
      </FormField>
      {name && chosen?.documentParameters?.map(({ key, description, example, optional }) => (
        <FormField key={key} label={optional ? texts.createJob.optional(key) : key} description={description} constraintText={example}>
          <Input value={form.parameters[key] ?? ''} onChange={({ detail }) => {
            const { [key]: _, ...others } = form.parameters;
            onChange({ parameters: detail.value ? { ...others, [key]: detail.value } : others });
          }} />
        </FormField>
      ))}
    </SpaceBetween>
  );
}

export function WhatStep({ form, onChange }: StepProps) {
  const unknown = unknownPlaceholders(form.document);
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">{texts.createJob.job}</Header>}>
        <SpaceBetween size="m">
          <FormField label={texts.jobs.id} constraintText={texts.createJob.idRule}>
            <Input value={form.jobId} onChange={({ detail }) => onChange({ jobId: detail.value })} />
          </FormField>
          <FormField label={texts.job.description}>
            <Input value={form.description} onChange={({ detail }) => onChange({ description: detail.value })} />
          </FormField>
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">{texts.job.document}</Header>}>
        <SpaceBetween size="m">
          <Tiles value={form.source} ariaLabel={texts.job.document} onChange={({ detail }) => onChange({ source: detail.value as Form['source'], template: '', parameters: {} })}
            items={(['document', 'template', 'managed'] as const).map((value) => ({ value, label: texts.createJob.sources[value], description: texts.createJob.sourceTexts[value] }))} />
          {form.source === 'document' && <FirmwareFile onUploaded={(bucket, key) => onChange({ document: withUrl(form.document, bucket, key) })} />}
          {form.source === 'document' && <JsonEditor label={texts.job.document} value={form.document} onChange={(document) => onChange({ document })} />}
          {form.source === 'document' && unknown.length > 0 && <Alert type="warning">{texts.createJob.unknownPlaceholders(unknown.join(', '))}</Alert>}
          {form.source === 'template' && <OwnTemplate form={form} onChange={onChange} />}
          {form.source === 'managed' && <ManagedTemplate form={form} onChange={onChange} />}
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  );
}
