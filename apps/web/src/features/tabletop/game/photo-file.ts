import { defineErrors } from "@wopr/kernel";

const PhotoErrors = defineErrors("photo", {
  unreadable: {
    status: 415,
    retry: "never",
    text: (p: { name: string }) =>
      `"${p.name}" cannot be read as a photo here. Choose a JPEG or PNG; on an iPhone: Settings, Camera, Formats, Most Compatible.`,
  },
});

const ACCEPTED = new Set(["image/jpeg", "image/png"]);

/** What the file picker offers. */
export const PHOTO_TYPES = "image/jpeg,image/png,image/heic,image/heif,image/webp";

/**
 * A photo the server takes: JPEG and PNG as they are, anything else the browser can show (HEIC on Apple's) as JPEG.
 *
 * @throws {AppError} `photo.unreadable`
 */
export async function asPhoto(file: File): Promise<Blob> {
  if (ACCEPTED.has(file.type)) return file;
  try {
    const picture = await createImageBitmap(file);
    return await jpegOf(picture, picture.width, picture.height);
  } catch (failure) {
    throw PhotoErrors.unreadable({ name: file.name }, { cause: failure });
  }
}

/** The picture a video shows now, at its full size. */
export const frameOf = (video: HTMLVideoElement): Promise<Blob> => jpegOf(video, video.videoWidth, video.videoHeight);

async function jpegOf(source: CanvasImageSource, width: number, height: number): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d")?.drawImage(source, 0, 0);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(PhotoErrors.unreadable({ name: "this picture" }))),
      "image/jpeg",
      0.92,
    );
  });
}
