import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import FileUpload from '@cloudscape-design/components/file-upload';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { flash } from '../../frame/flashes';
import { texts } from '../../texts/en';
import { PlainTable } from '../PagedTable';
import { type StoredObject, deleteObject, listObjects, putObject } from './objects';

export default function Files() {
  const client = useQueryClient();
  const { data, error } = useQuery({ queryKey: ['s3', 'ListObjects', {}], queryFn: listObjects });
  const [bucket, setBucket] = useState('firmware');
  const [files, setFiles] = useState<File[]>([]);
  const [busy, setBusy] = useState(false);
  const does = async (work: () => Promise<unknown>, done: string) => {
    setBusy(true);
    try {
      await work();
      flash({ type: 'success', header: done });
    } catch (problem) {
      flash({ type: 'error', header: texts.error, content: (problem as Error).message });
    }
    setBusy(false);
    await client.invalidateQueries({ queryKey: ['s3'] });
  };
  const upload = () => does(async () => {
    for (const [i, file] of files.entries()) await putObject(bucket, file, i === 0 && !data?.buckets.includes(bucket));
    setFiles([]);
  }, texts.files.uploaded(bucket));
  return (
    <ContentLayout header={<Header variant="h1" description={texts.files.description}>{texts.pages.files}</Header>}>
      <SpaceBetween size="l">
        <Container header={<Header variant="h2">{texts.files.upload}</Header>}>
          <SpaceBetween size="m">
            <FormField label={texts.files.bucket} description={texts.files.bucketText}>
              <Input value={bucket} onChange={({ detail }) => setBucket(detail.value)} />
            </FormField>
            <FileUpload multiple value={files} onChange={({ detail }) => setFiles(detail.value)} showFileSize i18nStrings={texts.files.words} />
            <Button variant="primary" loading={busy} disabled={!files.length} onClick={() => void upload()}>{texts.files.upload}</Button>
          </SpaceBetween>
        </Container>
        <PlainTable<StoredObject> items={data?.objects} error={error} none={texts.files.none} trackBy={({ bucket: one, key }) => `${one}/${key}`}
          header={<Header variant="h2">{texts.pages.files}</Header>} columnDefinitions={[
            { id: 'bucket', header: texts.files.bucket, cell: (object) => object.bucket },
            { id: 'key', header: texts.files.key, isRowHeader: true, cell: ({ key }) => <span className="breakable">{key}</span> },
            { id: 'size', header: texts.files.size, cell: ({ size }) => texts.number(size) },
            { id: 'modified', header: texts.files.modified, cell: ({ modified }) => texts.utc(new Date(modified)) },
            { id: 'placeholder', header: texts.files.placeholder, cell: (object) => (
              <CopyToClipboard variant="icon" copyButtonAriaLabel={`${texts.files.copy}: ${object.key}`} copySuccessText={texts.calls.copied} copyErrorText={texts.calls.notCopied}
                textToCopy={`\${aws:iot:s3-presigned-url:https://s3.amazonaws.com/${object.bucket}/${object.key}}`} />) },
            { id: 'delete', header: texts.delete, cell: (object) => (
              <Button variant="inline-link" ariaLabel={`${texts.delete} ${object.key}`}
                onClick={() => void does(() => deleteObject(object.bucket, object.key), texts.files.deleted(object.key))}>{texts.delete}</Button>) },
          ]} />
      </SpaceBetween>
    </ContentLayout>
  );
}
