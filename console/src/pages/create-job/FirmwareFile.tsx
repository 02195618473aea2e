// A file for the devices, put into the object store in place.
import FileUpload from '@cloudscape-design/components/file-upload';
import FormField from '@cloudscape-design/components/form-field';
import { flash } from '../../frame/flashes';
import { texts } from '../../texts/en';
import { listObjects, putObject } from '../files/objects';

const bucket = 'firmware';

export function FirmwareFile({ onUploaded }: { onUploaded: (bucket: string, key: string) => void }) {
  const upload = async (file: File | undefined) => {
    if (!file) return;
    try {
      const { buckets } = await listObjects();
      await putObject(bucket, file, !buckets.includes(bucket));
      onUploaded(bucket, file.name);
    } catch (problem) {
      flash({ type: 'error', header: texts.error, content: (problem as Error).message });
    }
  };
  return (
    <FormField label={texts.createJob.file} description={texts.createJob.fileText}>
      <FileUpload value={[]} i18nStrings={texts.files.words} onChange={({ detail }) => void upload(detail.value[0])} />
    </FormField>
  );
}
