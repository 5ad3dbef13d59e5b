using System.Numerics;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Core.Tables;

/// <summary>
/// Every value uniform in [<paramref name="low"/>, <paramref name="high"/>), each row from a seed of its own.
/// </summary>
public sealed class UniformInitializer(Seed seed, double low, double high) : IRowInitializer
{
    /// <inheritdoc/>
    public void Initialize<T>(int row, Span<T> values)
        where T : unmanaged, INumber<T>
    {
        Pcg32 generator = seed.Split("row", row).CreateGenerator();
        foreach (ref T value in values)
        {
            value = T.CreateTruncating(generator.NextDouble(low, high));
        }
    }
}
