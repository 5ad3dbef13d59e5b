namespace Petuum.Lab.Grains.Benchmarks;

/// <summary>Does nothing.</summary>
public interface IPingGrain : IGrainWithStringKey
{
    /// <summary>An empty call.</summary>
    ValueTask PingAsync();
}

/// <summary>Does nothing, on the silo that the key's index says.</summary>
[SpreadPlacement]
public sealed class PingGrain : Grain, IPingGrain
{
    /// <inheritdoc/>
    public ValueTask PingAsync() => default;
}
