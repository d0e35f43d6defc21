import type { Size } from "./types.ts";

/** Frames are passed on as the camera compressed them; UVC cameras leave the Huffman tables out, so they are put in. */
const COPY = ["-c:v", "copy", "-bsf:v", "mjpeg2jpeg", "-f", "mjpeg", "pipe:1"] as const;
/** For streams in another format than JPEG: the best quality the encoder has. */
const ENCODE = ["-an", "-c:v", "mjpeg", "-q:v", "2", "-huffman", "optimal", "-f", "mjpeg", "pipe:1"] as const;
const QUIET = ["-nostdin", "-hide_banner", "-loglevel", "error", "-fflags", "nobuffer", "-flags", "low_delay"] as const;

/** Arguments of ffmpeg for a webcam that sends MJPEG. */
export const v4l2Arguments = (device: string, size: Size, framesPerSecond: number): readonly string[] => [
  ...QUIET,
  "-f",
  "v4l2",
  "-input_format",
  "mjpeg",
  "-framerate",
  String(framesPerSecond),
  "-video_size",
  `${size[0]}x${size[1]}`,
  "-i",
  device,
  ...COPY,
];

/** Arguments of ffmpeg for an RTSP camera, over TCP: lost packets of UDP are grey bands in a photo. */
export const rtspArguments = (url: string, timeoutMs: number, framesPerSecond: number): readonly string[] => [
  ...QUIET,
  "-rtsp_transport",
  "tcp",
  "-timeout",
  String(timeoutMs * 1000),
  "-i",
  url,
  "-r",
  String(framesPerSecond),
  ...ENCODE,
];
