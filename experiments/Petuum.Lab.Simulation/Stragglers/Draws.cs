using Petuum.Lab.Core;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Simulation.Stragglers;

/// <summary>A generator for each purpose, worker and time: no draw depends on another.</summary>
internal static class Draws
{
    public static Pcg32 Of(Seed seed, string purpose, WorkerId worker, long time) =>
        seed.Split(purpose, worker.Index).Split("time", time).CreateGenerator();
}
