namespace BatchVision.Recognition.Outputs;

/// <summary>A box before suppression, corners in pixels of the model's input.</summary>
internal readonly record struct Candidate(int ClassIndex, float Score, float X1, float Y1, float X2, float Y2, int Order)
    : IComparable<Candidate>
{
    /// <summary>Falling score, then class, then the order in which the model gave them: the same output always gives the same answer.</summary>
    public int CompareTo(Candidate other)
    {
        var byScore = other.Score.CompareTo(Score);
        if (byScore != 0)
            return byScore;
        var byClass = ClassIndex.CompareTo(other.ClassIndex);
        return byClass != 0 ? byClass : Order.CompareTo(other.Order);
    }

    /// <summary>Area of the intersection over area of the union, 0..1.</summary>
    public float IntersectionOverUnion(in Candidate other)
    {
        var width = Math.Min(X2, other.X2) - Math.Max(X1, other.X1);
        var height = Math.Min(Y2, other.Y2) - Math.Max(Y1, other.Y1);
        if (width <= 0 || height <= 0)
            return 0;
        var intersection = width * height;
        return intersection / ((X2 - X1) * (Y2 - Y1) + (other.X2 - other.X1) * (other.Y2 - other.Y1) - intersection);
    }
}
