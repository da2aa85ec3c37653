namespace BatchVision.Recognition.Outputs;

/// <summary>The <c>output</c> of a manifest: how scores are read and which are kept.</summary>
/// <param name="Decoder">How the output is read.</param>
/// <param name="TopK">Most predictions per image, 1..10,000. Default 5, with boxes 100.</param>
/// <param name="Floor">Least score that is kept, 0..1. Default 0.01, with boxes 0.25.</param>
/// <param name="NmsIou">Boxes of one class that overlap more than this are one, 0..1. Default 0.45. Boxes only.</param>
/// <param name="Background">Class that means "nothing here" and is never predicted; null for none. boxes-scores only.</param>
public sealed record OutputSpec(DecoderKind Decoder, int TopK, float Floor, float NmsIou, int? Background = null)
{
    /// <summary>What holds where the manifest is silent. Boxes: YOLOX's demo (conf 0.25, NMS 0.45), COCO's 100 detections per image.</summary>
    public static OutputSpec Default(DecoderKind decoder) => decoder.FindsBoxes()
        ? new OutputSpec(decoder, TopK: 100, Floor: 0.25f, NmsIou: 0.45f)
        : new OutputSpec(decoder, TopK: 5, Floor: 0.01f, NmsIou: 0.45f);
}
