using BatchVision.Recognition.Imaging;

namespace BatchVision.Recognition.Tests.Imaging;

/// <summary>The definition of the resize, written for reading: every destination pixel is a triangle-weighted mean in double.</summary>
internal static class NaiveResize
{
    public static byte[] Fill(byte[] rgb, int width, int height, Placement placement, InputSpec spec)
    {
        var result = new byte[spec.Width * spec.Height * 3];
        Array.Fill(result, spec.Resize.Pad);
        for (var y = 0; y < spec.Height; y++)
        {
            for (var x = 0; x < spec.Width; x++)
            {
                int resizedX = x - placement.OffsetX, resizedY = y - placement.OffsetY;
                if (resizedX < 0 || resizedY < 0 || resizedX >= placement.ResizedWidth || resizedY >= placement.ResizedHeight)
                    continue;
                for (var channel = 0; channel < 3; channel++)
                {
                    result[(((y * spec.Width) + x) * 3) + channel] = (byte)Math.Round(
                        Sample(rgb, width, height, placement, resizedX, resizedY, channel));
                }
            }
        }

        return result;
    }

    private static double Sample(byte[] rgb, int width, int height, Placement placement, int x, int y, int channel)
    {
        double scaleX = (double)width / placement.ResizedWidth, scaleY = (double)height / placement.ResizedHeight;
        double centerX = (x + 0.5) * scaleX, centerY = (y + 0.5) * scaleY;
        double supportX = Math.Max(1, scaleX), supportY = Math.Max(1, scaleY);
        double sum = 0, weights = 0;
        for (var j = Math.Max(0, (int)(centerY - supportY) - 1); j < Math.Min(height, centerY + supportY + 2); j++)
        {
            for (var i = Math.Max(0, (int)(centerX - supportX) - 1); i < Math.Min(width, centerX + supportX + 2); i++)
            {
                var weight = Math.Max(0, 1 - (Math.Abs(i + 0.5 - centerX) / supportX))
                    * Math.Max(0, 1 - (Math.Abs(j + 0.5 - centerY) / supportY));
                weights += weight;
                sum += weight * rgb[(((j * width) + i) * 3) + channel];
            }
        }

        return sum / weights;
    }
}
