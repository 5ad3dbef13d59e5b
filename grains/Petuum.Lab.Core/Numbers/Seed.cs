namespace Petuum.Lab.Core.Numbers;

/// <summary>
/// The root of all chance in a run. A seed is split by purpose, never drawn from twice:
/// <c>run.Split("stragglers", worker)</c> is the same however many draws other purposes make.
/// </summary>
public readonly record struct Seed(ulong Value)
{
    /// <summary>The seed of one purpose, and of one index within it (a worker, a row, an epoch).</summary>
    /// <param name="purpose">A fixed name; hashed byte by byte (FNV-1a), so equal on every machine.</param>
    /// <param name="index">Distinguishes the many users of one purpose.</param>
    public Seed Split(string purpose, long index = 0)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (char letter in purpose)
        {
            hash = (hash ^ letter) * 0x100000001B3;
        }

        return new Seed(Mix(Mix(Value ^ hash) + ((ulong)index * 0x9E3779B97F4A7C15)));
    }

    /// <summary>A generator that starts at this seed.</summary>
    public Pcg32 CreateGenerator() => new(Mix(Value), Mix(Value + 0x632BE59BD9B4E019));

    /// <summary>The finaliser of SplitMix64: a bijection of 64 bits that leaves no visible structure.</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}
