using BatchVision.Recognition.Imaging;
using CsCheck;

namespace BatchVision.Recognition.Tests.Outputs;

public sealed class PlacementTests
{
    private static readonly Gen<ResizeSpec> Resize = Gen.OneOf(
        Gen.Const(new ResizeSpec(ResizeMode.Stretch)),
        Gen.Int[256, 400].Select(side => new ResizeSpec(ResizeMode.CenterCrop, side)),
        Gen.Bool.Select(center => new ResizeSpec(ResizeMode.Letterbox, Position: center ? LetterboxPosition.Center : LetterboxPosition.TopLeft)));

    [Fact]
    public void ToImage_OfAMappedBox_GivesTheBoxBack() =>
        Gen.Select(Resize, Gen.Int[16, 256], Gen.Int[16, 256], Gen.Int[1, 6000], Gen.Int[1, 6000], Gen.Float[0, 1].Array[4])
            .Sample((resize, inputWidth, inputHeight, width, height, corners) =>
            {
                var placement = Placement.Of(Decoding.Input(inputWidth, inputHeight) with { Resize = resize }, width, height);
                var (left, right) = (Math.Min(corners[0], corners[1]), Math.Max(corners[0], corners[1]));
                var (top, bottom) = (Math.Min(corners[2], corners[3]), Math.Max(corners[2], corners[3]));

                // Forward, as pixels travel: to the resized picture, then by its offset.
                var box = placement.ToImage(
                    left * placement.ResizedWidth + placement.OffsetX, top * placement.ResizedHeight + placement.OffsetY,
                    right * placement.ResizedWidth + placement.OffsetX, bottom * placement.ResizedHeight + placement.OffsetY);

                // Offsets of extreme pictures reach thousands of pixels; a float keeps seven digits.
                Assert.Equal(left, box.X, 1e-3f);
                Assert.Equal(top, box.Y, 1e-3f);
                Assert.Equal(right - left, box.Width, 2e-3f);
                Assert.Equal(bottom - top, box.Height, 2e-3f);
            });
}
