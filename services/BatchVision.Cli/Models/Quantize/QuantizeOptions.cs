namespace BatchVision.Cli.Models.Quantize;

/// <summary>What <c>bv models quantize</c> was asked for.</summary>
internal sealed record QuantizeOptions(
    string Model,
    string Name,
    string ModelsDirectory,
    string Images,
    int Samples = QuantizeOptions.DefaultSamples,
    double MinAgreement = QuantizeOptions.DefaultMinAgreement,
    int WeightBits = 8,
    bool Force = false,
    bool Json = false)
{
    /// <summary>100 photographs were enough for MobileNetV2; this takes about a minute of a core.</summary>
    public const int DefaultSamples = 200;

    /// <summary>One answer in ten may change; what a good model gives is 0.95 and more.</summary>
    public const double DefaultMinAgreement = 0.9;
}
