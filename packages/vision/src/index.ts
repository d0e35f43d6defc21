export { nameOfCell } from "./cells.ts";
export { absdiff30, type Box, cellsUnder } from "./change/absdiff30.ts";
export { cutScores } from "./change/cut.ts";
export { type Gate, type GateOptions, isOccluder, occlusionGate } from "./change/occlusion.ts";
export { relight } from "./change/relight.ts";
export { type CellScores, cellScores, scoringLab } from "./change/scores.ts";
export { type Asked, applyAnswers, type Resolution } from "./decide/answers.ts";
export { type ConfidenceFacts, confidence } from "./decide/confidence.ts";
export { decide, type Limits } from "./decide/decide.ts";
export { boardEvidence, changeEvidence } from "./decide/evidence.ts";
export { type FullInference, infer, type Rules } from "./decide/infer.ts";
export { type ReasonFacts, reasonSentence } from "./decide/reasons.ts";
export { PIPELINE_VERSION, VISION_DEFAULTS } from "./defaults.ts";
export { type Calibrated, type CornerProblem, fromCorners, mapForSize } from "./geometry/calibrate.ts";
export { fitHomography } from "./geometry/fit.ts";
export { boardCorners, cellOutline, cellRegion, gridLines } from "./geometry/grid.ts";
export { compose, IDENTITY, invert, mapPoint, scaling, translation } from "./geometry/homography.ts";
export { type Quad, signedArea } from "./geometry/quad.ts";
export { differenceHash } from "./image/dhash.ts";
export { type Lab, type LabColour, labOf, labOfColour } from "./image/lab.ts";
export { lumaAtLongSide, lumaOf } from "./image/luma.ts";
export { measureQuality } from "./image/quality.ts";
export { type RectifyOptions, rectify } from "./image/rectify.ts";
export { cropCell } from "./layers/crop.ts";
export { boardPicture, drawLayers, type Layers, overlaySvg, pictureOf } from "./layers/layers.ts";
export type { Picture } from "./layers/picture.ts";
export { boardOfMarkers, type MarkedBoard } from "./markers/board-corners.ts";
export { detectMarkers, type Marker, type MarkerQuery } from "./markers/detect.ts";
export { MARKER_FAMILIES, MARKER_FAMILY_NAMES, type MarkerFamily, markerBits } from "./markers/families.ts";
export { fromMarkers, type MarkerCalibrated, type MarkerProblem } from "./markers/from-markers.ts";
export { layoutFromCalibration, layoutFromCentres, type MarkerLayout } from "./markers/layout.ts";
export { driftCells } from "./observe/align.ts";
export { asFrame, type Frame, type LocatedImage } from "./observe/frame.ts";
export { type ComparedPictures, type Observed, type ObserveInput, observe } from "./observe/observe.ts";
export { positionOfReadings, readSetup, type SetupInput, type SetupReading } from "./observe/setup.ts";
export { type CellLook, unpackLooks } from "./read/features.ts";
export { learnFrom, paletteFrom, sampleCells } from "./read/learn.ts";
export {
  type ColourSample,
  colourDistance,
  followPalette,
  learnPalette,
  nearestOwner,
  paletteWarnings,
} from "./read/palette.ts";
export { type Alignment, alignEcc } from "./register/ecc.ts";
export { type RegistrationView, registerViews } from "./register/register.ts";
export { decideTable, type TableDecision } from "./table/decide.ts";
export {
  flatTable,
  tableGrid,
  toMillimetres as cellsToTable,
  toVirtualCells as tableToCells,
} from "./table/flat-table.ts";
export { observeTable, type TableInput, type TableObservation } from "./table/observe.ts";
export { type CameraPose, cameraPose } from "./table/pose.ts";
export { trackBases } from "./table/track.ts";
export type { BaseTrack, KnownBase, NewBase, TrackOptions } from "./table/types.ts";
export type * from "./types.ts";
export { decideZones, type ZonesDecision } from "./zones/decide.ts";
export { flatBoard, VIRTUAL_GRID } from "./zones/flat.ts";
export { observeZones, type ZonesInput, type ZonesObservation } from "./zones/observe.ts";
export { type ColourSpot, zonePalette } from "./zones/palette.ts";
export { guessCounts, readZones, type ZoneState } from "./zones/read.ts";
export { readTracks } from "./zones/tracks.ts";
export type {
  OutlinedZone,
  TrackReading,
  TrackSpec,
  UnitAreas,
  ZoneChange,
  ZoneCounts,
  ZoneReading,
} from "./zones/types.ts";
