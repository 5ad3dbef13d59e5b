using Petuum.Lab.Core.Messages;

namespace Petuum.Lab.Simulation.Engine;

/// <summary>What is to happen at a machine.</summary>
internal enum SimulatedEventKind
{
    /// <summary>A message reaches its host's card.</summary>
    Arrival,

    /// <summary>A message is handed to it.</summary>
    Delivery,

    /// <summary>It has computed.</summary>
    Computed,

    /// <summary>It looks whether there is bandwidth to spare.</summary>
    Tick,
}

/// <summary>An entry of the event queue.</summary>
/// <param name="Kind">What.</param>
/// <param name="Machine">Where.</param>
/// <param name="Message">The message; null if there is none.</param>
/// <param name="Bytes">Its size.</param>
internal readonly record struct SimulatedEvent(
    SimulatedEventKind Kind, int Machine, Message? Message = null, long Bytes = 0);
