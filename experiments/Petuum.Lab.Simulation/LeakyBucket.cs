using Petuum.Lab.Core;

namespace Petuum.Lab.Simulation;

/// <summary>
/// A bandwidth budget in virtual time ([B] §4): it fills at a rate up to a capacity, and every byte sent drains it;
/// what had to be sent may drain it below zero. Exact: it counts millionths of a byte in whole numbers.
/// </summary>
public sealed class LeakyBucket
{
    private const long Parts = 1_000_000;

    private readonly long _rate;
    private readonly long _capacity;
    private long _level;
    private long _atMicros;

    /// <summary>A full bucket at time 0.</summary>
    /// <param name="bytesPerSecond">The rate, at least 1; equal to the millionths of a byte a microsecond.</param>
    /// <param name="burstBytes">The capacity, 1 … 9·10¹².</param>
    public LeakyBucket(long bytesPerSecond, long burstBytes)
    {
        _rate = Require.Positive(bytesPerSecond, "bandwidth budget in bytes a second");
        _capacity = Require.Positive(burstBytes, "burst in bytes") * Parts;
        _level = _capacity;
    }

    /// <summary>Whole bytes that may be sent at a time, not before the last one asked about; 0 or less: none.</summary>
    public long Available(long nowMicros)
    {
        Fill(nowMicros);
        return Math.DivRem(_level, Parts, out long rest) - (rest < 0 ? 1 : 0);
    }

    /// <summary>True if waiting would make nothing more available.</summary>
    public bool IsFull(long nowMicros)
    {
        Fill(nowMicros);
        return _level == _capacity;
    }

    /// <summary>Some bytes are sent.</summary>
    public void Drain(long nowMicros, long bytes)
    {
        Fill(nowMicros);
        _level -= bytes * Parts;
    }

    private void Fill(long nowMicros)
    {
        long elapsed = nowMicros - _atMicros;
        Invariant.Require(elapsed >= 0, $"time went back from {_atMicros} to {nowMicros} µs.");
        _atMicros = nowMicros;
        _level = elapsed > (_capacity - _level) / _rate ? _capacity : _level + (elapsed * _rate);
    }
}
