"""One trip through the object store by each of the clients that people have: files of no bytes, of
a few and of many, sent, listed, fetched, copied and removed."""

import os
import pathlib
import subprocess

import pytest
from boto3.s3.transfer import TransferConfig

from clients import HERE, REGION, send
from s3_clients import MIB, path_of, s3_client


class Program:
    """A client that is a program; `copy` is that of the store."""

    def __init__(self, http, home):
        self.http, self.home = http, home
        self.host = http.removeprefix("http://")

    def run(self, *command):
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_DEFAULT_REGION": REGION,
            **self.environment(),
        }
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def environment(self):
        return {}


class AwsCli(Program):
    def s3(self, *arguments):
        return self.run("aws", "--endpoint-url", self.http, "s3", *map(str, arguments))

    def put(self, file, place):
        self.s3("cp", file, f"s3://{place}")

    def get(self, place, file):
        self.s3("cp", f"s3://{place}", file)

    def copy(self, source, place):
        self.s3("cp", f"s3://{source}", f"s3://{place}")

    def list(self, bucket):
        return [line.split()[-1] for line in self.s3("ls", f"s3://{bucket}").splitlines()]

    def remove(self, place):
        self.s3("rm", f"s3://{place}")


class S3cmd(Program):
    def s3(self, *arguments):
        config = self.home / "s3cfg"
        config.write_text("")
        return self.run("s3cmd", "-c", str(config), "--no-ssl", f"--host={self.host}",
                        f"--host-bucket={self.host}", "--access_key=local", "--secret_key=local",
                        "--multipart-chunk-size-mb=5", *map(str, arguments))

    def put(self, file, place):
        self.s3("put", file, f"s3://{place}")

    def get(self, place, file):
        self.s3("get", "--force", f"s3://{place}", file)

    def copy(self, source, place):
        self.s3("cp", f"s3://{source}", f"s3://{place}")

    def list(self, bucket):
        lines = self.s3("ls", f"s3://{bucket}").splitlines()
        return [line.rpartition("/")[2] for line in lines]

    def remove(self, place):
        self.s3("rm", f"s3://{place}")


class Rclone(Program):
    def environment(self):
        options = {"type": "s3", "provider": "Minio", "access_key_id": "local",
                   "secret_access_key": "local", "region": REGION, "endpoint": self.http,
                   "upload_cutoff": "5M", "chunk_size": "5M"}
        return {f"RCLONE_CONFIG_LOCAL_{name.upper()}": text for name, text in options.items()}

    def put(self, file, place):
        self.run("rclone", "copyto", str(file), f"local:{place}")

    def get(self, place, file):
        self.run("rclone", "copyto", f"local:{place}", str(file))

    def copy(self, source, place):
        self.run("rclone", "copyto", f"local:{source}", f"local:{place}")

    def list(self, bucket):
        return self.run("rclone", "lsf", f"local:{bucket}").split()

    def remove(self, place):
        self.run("rclone", "deletefile", f"local:{place}")


class Curl(Program):
    def curl(self, *arguments):
        return self.run("curl", "-sSf", "--aws-sigv4", f"aws:amz:{REGION}:s3",
                        "--user", "local:local", *map(str, arguments))

    def put(self, file, place):
        self.curl("-T", file, f"{self.http}/{place}")

    def get(self, place, file):
        self.curl("-o", file, f"{self.http}/{place}")

    def copy(self, source, place):
        self.curl("-X", "PUT", "-H", f"x-amz-copy-source: /{source}", f"{self.http}/{place}")

    def list(self, bucket):
        text = self.curl(f"{self.http}/{bucket}")
        return [part.partition("<")[0] for part in text.split("<Key>")[1:]]

    def remove(self, place):
        self.curl("-X", "DELETE", f"{self.http}/{place}")


class Npm(Program):
    def node(self, *arguments):
        program = pathlib.Path(HERE) / "client_programs/s3_client.mjs"
        return self.run("node", str(program), self.http, *map(str, arguments))

    def put(self, file, place):
        self.node("put", file, place)

    def get(self, place, file):
        self.node("get", place, file)

    def copy(self, source, place):
        self.node("copy", source, place)

    def list(self, bucket):
        return self.node("list", bucket).split()

    def remove(self, place):
        self.node("remove", place)


class Boto3:
    def __init__(self, http, _home):
        self.s3 = s3_client(http)
        self.parts = TransferConfig(multipart_threshold=5 * MIB, multipart_chunksize=5 * MIB)

    def put(self, file, place):
        self.s3.upload_file(str(file), *place.split("/"), Config=self.parts)

    def get(self, place, file):
        self.s3.download_file(*place.split("/"), str(file), Config=self.parts)

    def copy(self, source, place):
        bucket, key = source.split("/")
        self.s3.copy({"Bucket": bucket, "Key": key}, *place.split("/"), Config=self.parts)

    def list(self, bucket):
        return [entry["Key"] for entry in self.s3.list_objects_v2(Bucket=bucket)["Contents"]]

    def remove(self, place):
        bucket, key = place.split("/")
        self.s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key}]})


@pytest.mark.parametrize("client", [AwsCli, S3cmd, Rclone, Curl, Npm, Boto3])
def test_files_of_every_size_make_the_trip(emulator, s3, tmp_path, client):
    client = client(emulator.http, tmp_path)
    for bucket in ("one", "two"):
        s3.create_bucket(Bucket=bucket)
    files = {"empty": b"", "small": b"content", "large": os.urandom(9 * MIB + 1)}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
        client.put(tmp_path / name, f"one/{name}")
    assert sorted(client.list("one")) == sorted(files)
    for name, content in files.items():
        client.copy(f"one/{name}", f"two/{name}-copy")
        for place in (f"one/{name}", f"two/{name}-copy"):
            client.get(place, tmp_path / "back")
            assert (tmp_path / "back").read_bytes() == content, place
    client.remove("one/small")
    assert sorted(client.list("one")) == ["empty", "large"]


def test_a_tree_with_empty_files_goes_up_comes_down_and_is_synchronized(emulator, tmp_path):
    emulator.admin("POST", "/_emulator/reset")  # what is newer is told by the system's clock
    aws = AwsCli(emulator.http, tmp_path)
    tree = {"a/empty": b"", "a/b/empty too": b"", "c": b"text", "d": os.urandom(9 * MIB)}
    up, down = tmp_path / "up", tmp_path / "down"
    for name, content in tree.items():
        (up / name).parent.mkdir(parents=True, exist_ok=True)
        (up / name).write_bytes(content)
    aws.s3("mb", "s3://tree")
    aws.s3("cp", "--recursive", up, "s3://tree/")
    aws.s3("cp", "--recursive", "s3://tree", down)
    assert {name: (down / name).read_bytes() for name in tree} == tree
    (up / "c").write_bytes(b"another text")
    (up / "d").unlink()
    told = aws.s3("sync", "--no-progress", "--delete", up, "s3://tree")
    assert sorted(line.split(":")[0] for line in told.splitlines() if ":" in line) == [
        "delete", "upload"]
    aws.s3("mb", "s3://tree-copy")
    aws.s3("sync", "s3://tree", "s3://tree-copy")
    aws.s3("cp", "--recursive", "s3://tree-copy", tmp_path / "again")
    assert (tmp_path / "again/c").read_bytes() == b"another text"
    assert not (tmp_path / "again/d").exists()


def test_tags_go_along_with_a_copy_in_parts(emulator, s3, tmp_path):
    (tmp_path / "large").write_bytes(os.urandom(9 * MIB))
    aws = AwsCli(emulator.http, tmp_path)
    aws.put(tmp_path / "large", "one/large")
    tags = [{"Key": "stage", "Value": "beta 1"}, {"Key": "by", "Value": ""}]
    s3.put_object_tagging(Bucket="one", Key="large", Tagging={"TagSet": tags})
    aws.copy("one/large", "two/large")
    assert s3.get_object_tagging(Bucket="two", Key="large")["TagSet"] == tags


def test_what_npms_presigner_says_in_the_query_is_kept(emulator, s3, tmp_path):
    emulator.admin("POST", "/_emulator/reset")  # SDKs sign by the system's clock
    url = path_of(Npm(emulator.http, tmp_path).node("presign", "bucket/k").strip())
    assert "x-amz-meta-a=1" in url
    signed = {"x-amz-server-side-encryption": "AES256"}  # which stays a header there
    assert send(emulator.http, "PUT", url, b"content").status == 403
    assert send(emulator.http, "PUT", url, b"content", signed).status == 200
    head = s3.head_object(Bucket="bucket", Key="k")
    assert (head["Metadata"], head["ServerSideEncryption"]) == ({"a": "1"}, "AES256")
    assert s3.get_object_tagging(Bucket="bucket", Key="k")["TagSet"] == [
        {"Key": "t", "Value": "1"}]
    tampered = url.replace("x-amz-meta-a=1", "x-amz-meta-a=2")
    assert send(emulator.http, "PUT", tampered, b"content", signed).status == 403
