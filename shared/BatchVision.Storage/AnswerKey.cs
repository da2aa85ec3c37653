namespace BatchVision.Storage;

/// <summary>The key of a recognition, in the order in which writers take rows.</summary>
internal readonly record struct AnswerKey(long ImageId, int ModelId, DateOnly IngestedOn) : IComparable<AnswerKey>
{
    // The day follows from the image.
    public int CompareTo(AnswerKey other) => (ImageId, ModelId).CompareTo((other.ImageId, other.ModelId));
}
