//! Objects as files under a folder: what is answered for is on the disk.
//!
//! `s3s-fs` speaks of files and does the rest; it neither syncs what it writes, nor keeps a
//! writer from coming between the look at an `ETag` and the write, and it keeps the `ETag` in a
//! second file, which a crash can part from the first. So a new object is written beside the
//! folder, synced, and renamed into its place while nobody else reads or writes; its `ETag` is
//! the digest of what lies there.

use std::fs::{self, File};
use std::io;
use std::path::{Component, Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hyper::{HeaderMap, Method, Uri};
use s3s::dto::{
    AbortMultipartUploadInput, AbortMultipartUploadOutput, CompleteMultipartUploadInput,
    CompleteMultipartUploadOutput, CopyObjectInput, CopyObjectOutput, CopyObjectResult, CopySource,
    CreateBucketInput, CreateBucketOutput, CreateMultipartUploadInput, CreateMultipartUploadOutput,
    DeleteBucketInput, DeleteBucketOutput, DeleteObjectInput, DeleteObjectOutput, DeleteObjectsInput,
    DeleteObjectsOutput, ETagCondition, GetBucketLocationInput, GetBucketLocationOutput, GetObjectInput,
    GetObjectOutput, HeadBucketInput, HeadBucketOutput, HeadObjectInput, HeadObjectOutput, ListBucketsInput,
    ListBucketsOutput, ListObjectsInput, ListObjectsOutput, ListObjectsV2Input, ListObjectsV2Output,
    ListPartsInput, ListPartsOutput, PutObjectInput, PutObjectOutput, UploadPartInput, UploadPartOutput,
};
use s3s::{S3, S3ErrorCode, S3Request, S3Response, S3Result, s3_error};
use s3s_fs::FileSystem;
use tokio::sync::RwLock;
use uuid::Uuid;

/// Where new objects are written, beside the buckets' folder.
const NEW_OBJECTS: &str = "new";

/// What `s3s-fs` keeps of an object about which nobody said anything, or only what anything is.
const NO_ATTRIBUTES: [&[u8]; 2] = [b"{}", br#"{"content_type":"application/octet-stream"}"#];

/// The buckets.
#[derive(Debug)]
pub(super) struct Files {
    folder: PathBuf,
    stored: FileSystem,
    new_folder: PathBuf,
    new: FileSystem,
    most_object_bytes: u64,
    /// One writer at a time, and no reader while it renames.
    turn: RwLock<()>,
}

impl Files {
    /// The buckets under a folder. What a crash left of new objects is removed.
    pub(super) fn open(folder: &Path, most_object_bytes: u64) -> anyhow::Result<Self> {
        let system = |folder: &Path| {
            FileSystem::new(folder).map_err(|error| {
                anyhow::anyhow!("cannot use the data folder {}: {error:?}", folder.display())
            })
        };
        let new_folder = folder.with_extension("new");
        match fs::remove_dir_all(&new_folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
        fs::create_dir_all(new_folder.join(NEW_OBJECTS))?;
        Ok(Self {
            folder: folder.canonicalize()?,
            stored: system(folder)?,
            new_folder: new_folder.canonicalize()?,
            new: system(&new_folder)?,
            most_object_bytes,
            turn: RwLock::default(),
        })
    }

    fn bucket(&self, bucket: &str) -> S3Result<PathBuf> {
        let path = self.folder.join(bucket);
        if path.is_dir() { Ok(path) } else { Err(s3_error!(NoSuchBucket)) }
    }

    fn object(&self, bucket: &str, key: &str) -> S3Result<PathBuf> {
        let key = Path::new(key);
        let is_inside = key.components().all(|part| matches!(part, Component::Normal(_)));
        if !is_inside {
            return Err(s3_error!(InvalidArgument, "a key must not leave its bucket"));
        }
        Ok(self.bucket(bucket)?.join(key))
    }

    /// What `s3s-fs` keeps beside an object, by the end of its name.
    fn beside(folder: &Path, bucket: &str, key: &str, what: &str) -> PathBuf {
        let [bucket, key] = [bucket, key].map(|text| URL_SAFE_NO_PAD.encode(text));
        folder.join(format!(".bucket-{bucket}.object-{key}.{what}.json"))
    }

    async fn check_conditions(
        &self,
        bucket: &str,
        key: &str,
        if_match: Option<&ETagCondition>,
        if_none_match: Option<&ETagCondition>,
    ) -> S3Result<()> {
        if if_match.is_none() && if_none_match.is_none() {
            return Ok(());
        }
        let input = HeadObjectInput { bucket: bucket.to_owned(), key: key.to_owned(), ..Default::default() };
        let etag = match self.stored.head_object(request(input)).await {
            Ok(answer) => answer.output.e_tag,
            Err(error) if *error.code() == S3ErrorCode::NoSuchKey => None,
            Err(error) => return Err(error),
        };
        let is = |condition: &ETagCondition| match (condition, &etag) {
            (_, None) => false,
            (ETagCondition::Any, Some(_)) => true,
            (ETagCondition::ETag(expected), Some(etag)) => expected.strong_cmp(etag),
        };
        if if_match.is_some_and(|condition| !is(condition)) {
            return Err(s3_error!(PreconditionFailed, "the object is not the one that is to be replaced"));
        }
        if if_none_match.is_some_and(is) {
            return Err(s3_error!(PreconditionFailed, "there is an object already"));
        }
        Ok(())
    }
}

/// An object that has no place yet; it is removed unless it gets one.
#[derive(Debug)]
struct NewObject {
    path: PathBuf,
    attributes: PathBuf,
    digest: PathBuf,
}

impl NewObject {
    fn called(folder: &Path, name: &str) -> Self {
        let beside = |what| Files::beside(folder, NEW_OBJECTS, name, what);
        Self {
            path: folder.join(NEW_OBJECTS).join(name),
            attributes: beside("metadata"),
            digest: beside("internal"),
        }
    }

    fn sync(&self) -> io::Result<()> {
        File::open(&self.path)?.sync_all()
    }

    /// Gives it its place, with its attributes where it has some.
    fn place(&self, object: &Path, attributes: &Path, digest: &Path) -> io::Result<()> {
        let parent = object.parent().unwrap_or(object);
        make_folders(parent)?;
        // An earlier release's `ETag` is not that of the new content.
        remove(digest)?;
        let has_attributes = fs::read(&self.attributes).is_ok_and(|kept| !NO_ATTRIBUTES.contains(&&kept[..]));
        if !has_attributes {
            remove(attributes)?;
        }
        fs::rename(&self.path, object)?;
        if has_attributes {
            match fs::rename(&self.attributes, attributes) {
                // Their file is named after the whole key: a long one has none.
                Err(error) if error.kind() != io::ErrorKind::InvalidFilename => return Err(error),
                _ => sync_folder(attributes.parent().unwrap_or(attributes))?,
            }
        }
        sync_folder(parent)
    }
}

impl Drop for NewObject {
    fn drop(&mut self) {
        for path in [&self.path, &self.attributes, &self.digest] {
            if let Err(error) = remove(path) {
                tracing::warn!(path = %path.display(), %error, "a file of the embedded S3 stays behind");
            }
        }
    }
}

/// Removes a file; one that is not there, or cannot be for the length of its name, is no error.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::InvalidFilename) => {
            Err(error)
        }
        _ => Ok(()),
    }
}

/// Makes the folders that are missing, each of them known to the disk.
fn make_folders(folder: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.is_dir()).collect();
    for folder in missing.into_iter().rev() {
        match fs::create_dir(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => sync_folder(folder.parent().unwrap_or(folder))?,
        }
    }
    Ok(())
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// Files are synced where waiting for the disk keeps nobody else waiting.
async fn on_disk<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> S3Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    match done {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(s3_error!(error, InternalError)),
        Err(error) => Err(s3_error!(error, InternalError)),
    }
}

fn request<T>(input: T) -> S3Request<T> {
    S3Request {
        input,
        method: Method::GET,
        uri: Uri::default(),
        headers: HeaderMap::default(),
        extensions: hyper::http::Extensions::default(),
        credentials: None,
        region: None,
        service: None,
        trailing_headers: None,
    }
}

#[async_trait::async_trait]
impl S3 for Files {
    async fn put_object(
        &self,
        mut asked: S3Request<PutObjectInput>,
    ) -> S3Result<S3Response<PutObjectOutput>> {
        let (bucket, key) = (asked.input.bucket.clone(), asked.input.key.clone());
        if key.ends_with('/') {
            let _alone = self.turn.write().await;
            return self.stored.put_object(asked).await;
        }
        let object = self.object(&bucket, &key)?;
        let most = i64::try_from(self.most_object_bytes).unwrap_or(i64::MAX);
        if asked.input.content_length.is_none_or(|length| length > most) {
            return Err(s3_error!(EntityTooLarge, "an object has at most {most} bytes, and says how many"));
        }
        let (if_match, if_none_match) = (asked.input.if_match.take(), asked.input.if_none_match.take());
        let name = Uuid::new_v4().simple().to_string();
        let new = NewObject::called(&self.new_folder, &name);
        asked.input.bucket = NEW_OBJECTS.to_owned();
        asked.input.key = name;
        let answer = self.new.put_object(asked).await?;
        let new = on_disk(move || new.sync().map(|()| new)).await?;
        let _alone = self.turn.write().await;
        self.check_conditions(&bucket, &key, if_match.as_ref(), if_none_match.as_ref()).await?;
        let beside = |what| Self::beside(&self.folder, &bucket, &key, what);
        let (attributes, digest) = (beside("metadata"), beside("internal"));
        on_disk(move || new.place(&object, &attributes, &digest)).await?;
        Ok(answer)
    }

    async fn delete_object(
        &self,
        asked: S3Request<DeleteObjectInput>,
    ) -> S3Result<S3Response<DeleteObjectOutput>> {
        let (bucket, key) = (asked.input.bucket.clone(), asked.input.key.clone());
        let object = self.object(&bucket, &key)?;
        let _alone = self.turn.write().await;
        let answer = self.stored.delete_object(asked).await?;
        let beside = ["metadata", "internal"].map(|what| Self::beside(&self.folder, &bucket, &key, what));
        on_disk(move || {
            beside.iter().try_for_each(|path| remove(path))?;
            let is_there = |folder: &&Path| folder.is_dir();
            object.ancestors().skip(1).find(is_there).map_or(Ok(()), sync_folder)
        })
        .await?;
        Ok(answer)
    }

    async fn delete_objects(
        &self,
        asked: S3Request<DeleteObjectsInput>,
    ) -> S3Result<S3Response<DeleteObjectsOutput>> {
        let DeleteObjectsInput { bucket, delete, .. } = asked.input;
        let mut output = DeleteObjectsOutput::default();
        let quiet = delete.quiet.unwrap_or(false);
        for object in delete.objects {
            let key = object.key;
            let input = DeleteObjectInput { bucket: bucket.clone(), key: key.clone(), ..Default::default() };
            match self.delete_object(request(input)).await {
                Ok(_) if quiet => {}
                Ok(_) => output
                    .deleted
                    .get_or_insert_default()
                    .push(s3s::dto::DeletedObject { key: Some(key), ..Default::default() }),
                Err(error) => output.errors.get_or_insert_default().push(s3s::dto::Error {
                    code: Some(error.code().as_str().to_owned()),
                    key: Some(key),
                    message: error.message().map(str::to_owned),
                    ..Default::default()
                }),
            }
        }
        Ok(S3Response::new(output))
    }

    async fn copy_object(&self, asked: S3Request<CopyObjectInput>) -> S3Result<S3Response<CopyObjectOutput>> {
        let CopyObjectInput { bucket, key, copy_source, .. } = asked.input;
        let CopySource::Bucket { bucket: from_bucket, key: from_key, .. } = copy_source else {
            return Err(s3_error!(NotImplemented, "only an object of a bucket can be copied"));
        };
        let source =
            GetObjectInput { bucket: from_bucket.into(), key: from_key.into(), ..Default::default() };
        let head = HeadObjectInput { bucket: bucket.clone(), key: key.clone(), ..Default::default() };
        let GetObjectOutput { body, content_length, content_type, metadata, .. } =
            self.get_object(request(source)).await?.output;
        let copy = PutObjectInput {
            body,
            bucket,
            key,
            content_length,
            content_type,
            metadata,
            ..Default::default()
        };
        let PutObjectOutput { e_tag, .. } = self.put_object(request(copy)).await?.output;
        let last_modified = self.head_object(request(head)).await?.output.last_modified;
        let result = CopyObjectResult { e_tag, last_modified, ..Default::default() };
        Ok(S3Response::new(CopyObjectOutput { copy_object_result: Some(result), ..Default::default() }))
    }

    async fn complete_multipart_upload(
        &self,
        asked: S3Request<CompleteMultipartUploadInput>,
    ) -> S3Result<S3Response<CompleteMultipartUploadOutput>> {
        let (bucket, key) = (asked.input.bucket.clone(), asked.input.key.clone());
        let object = self.object(&bucket, &key)?;
        let digest = Self::beside(&self.folder, &bucket, &key, "internal");
        let _alone = self.turn.write().await;
        let answer = self.stored.complete_multipart_upload(asked).await?;
        on_disk(move || {
            let written: [&Path; 2] = [&object, &digest];
            for path in written {
                File::open(path)?.sync_all()?;
                sync_folder(path.parent().unwrap_or(path))?;
            }
            Ok(())
        })
        .await?;
        Ok(answer)
    }

    async fn create_bucket(
        &self,
        asked: S3Request<CreateBucketInput>,
    ) -> S3Result<S3Response<CreateBucketOutput>> {
        let _alone = self.turn.write().await;
        let answer = self.stored.create_bucket(asked).await?;
        let folder = self.folder.clone();
        on_disk(move || sync_folder(&folder)).await?;
        Ok(answer)
    }

    async fn delete_bucket(
        &self,
        asked: S3Request<DeleteBucketInput>,
    ) -> S3Result<S3Response<DeleteBucketOutput>> {
        let _alone = self.turn.write().await;
        let path = self.bucket(&asked.input.bucket)?;
        let has_objects = fs::read_dir(&path).is_ok_and(|mut entries| entries.next().is_some());
        if has_objects {
            return Err(s3_error!(BucketNotEmpty));
        }
        self.stored.delete_bucket(asked).await
    }

    async fn create_multipart_upload(
        &self,
        asked: S3Request<CreateMultipartUploadInput>,
    ) -> S3Result<S3Response<CreateMultipartUploadOutput>> {
        self.stored.create_multipart_upload(asked).await
    }

    async fn upload_part(&self, asked: S3Request<UploadPartInput>) -> S3Result<S3Response<UploadPartOutput>> {
        self.stored.upload_part(asked).await
    }

    async fn list_parts(&self, asked: S3Request<ListPartsInput>) -> S3Result<S3Response<ListPartsOutput>> {
        self.stored.list_parts(asked).await
    }

    async fn abort_multipart_upload(
        &self,
        asked: S3Request<AbortMultipartUploadInput>,
    ) -> S3Result<S3Response<AbortMultipartUploadOutput>> {
        self.stored.abort_multipart_upload(asked).await
    }

    async fn get_object(&self, asked: S3Request<GetObjectInput>) -> S3Result<S3Response<GetObjectOutput>> {
        let _shared = self.turn.read().await;
        self.stored.get_object(asked).await
    }

    async fn head_object(&self, asked: S3Request<HeadObjectInput>) -> S3Result<S3Response<HeadObjectOutput>> {
        let _shared = self.turn.read().await;
        self.stored.head_object(asked).await
    }

    async fn head_bucket(&self, asked: S3Request<HeadBucketInput>) -> S3Result<S3Response<HeadBucketOutput>> {
        self.stored.head_bucket(asked).await
    }

    async fn get_bucket_location(
        &self,
        asked: S3Request<GetBucketLocationInput>,
    ) -> S3Result<S3Response<GetBucketLocationOutput>> {
        self.stored.get_bucket_location(asked).await
    }

    async fn list_buckets(
        &self,
        asked: S3Request<ListBucketsInput>,
    ) -> S3Result<S3Response<ListBucketsOutput>> {
        self.stored.list_buckets(asked).await
    }

    async fn list_objects(
        &self,
        asked: S3Request<ListObjectsInput>,
    ) -> S3Result<S3Response<ListObjectsOutput>> {
        let _shared = self.turn.read().await;
        self.stored.list_objects(asked).await
    }

    async fn list_objects_v2(
        &self,
        asked: S3Request<ListObjectsV2Input>,
    ) -> S3Result<S3Response<ListObjectsV2Output>> {
        let _shared = self.turn.read().await;
        self.stored.list_objects_v2(asked).await
    }
}
