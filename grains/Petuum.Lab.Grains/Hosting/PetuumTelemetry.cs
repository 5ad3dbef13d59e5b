namespace Petuum.Lab.Grains;

/// <summary>What a collector of metrics and traces subscribes to.</summary>
public static class PetuumTelemetry
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Petuum.Lab";
}
