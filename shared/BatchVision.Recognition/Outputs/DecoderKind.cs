namespace BatchVision.Recognition.Outputs;

/// <summary>How the output of a model is read.</summary>
public enum DecoderKind
{
    /// <summary>Logits of classes that exclude each other: score = exp(x) / Σ exp.</summary>
    Softmax,

    /// <summary>Scores that are final already, 0..1.</summary>
    Probabilities,

    /// <summary>Logits of classes that may hold together: score = 1 / (1 + exp(−x)).</summary>
    Sigmoid,

    /// <summary>YOLOX's raw grid [N, cells, 5 + classes] of strides 8, 16 and 32; objectness and classes already sigmoid.</summary>
    Yolox,

    /// <summary>Two outputs: boxes [N, K, 4] as x1 y1 x2 y2 in fractions of the input, and scores [N, K, classes].</summary>
    BoxesScores,
}

/// <summary>Facts about <see cref="DecoderKind"/>.</summary>
public static class DecoderKindExtensions
{
    /// <summary>The word for it in a manifest.</summary>
    public static string ToWord(this DecoderKind kind) => kind switch
    {
        DecoderKind.Softmax => "softmax",
        DecoderKind.Probabilities => "probabilities",
        DecoderKind.Sigmoid => "sigmoid",
        DecoderKind.Yolox => "yolox",
        _ => "boxes-scores",
    };

    /// <summary>True when predictions carry boxes.</summary>
    public static bool FindsBoxes(this DecoderKind kind) => kind is DecoderKind.Yolox or DecoderKind.BoxesScores;
}
