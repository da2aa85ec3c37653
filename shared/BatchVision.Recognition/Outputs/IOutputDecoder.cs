using BatchVision.Contracts;
using BatchVision.Recognition.Imaging;
using BatchVision.Recognition.Models;

namespace BatchVision.Recognition.Outputs;

/// <summary>Turns the raw output of one image into predictions. Stateless: many threads may decode at once.</summary>
internal interface IOutputDecoder
{
    /// <summary>Graph outputs it needs, in the order that <see cref="Decode"/> takes them.</summary>
    IReadOnlyList<GraphTensor> Reads { get; }

    /// <summary>By falling score, ties by class index, none below <paramref name="floor"/>; scores that are not finite are left out.</summary>
    IReadOnlyList<Prediction> Decode(ReadOnlySpan<OutputTensor> outputs, int image, Placement placement, float floor);
}
