using Petuum.Lab.Core;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Scheduling;

namespace Petuum.Lab.Apps.MatrixFactorisation;

/// <summary>
/// The schedule of the rotation ([S16] Alg. 3): a phase is chunks rounds, in which a worker keeps its block of items
/// and goes through the chunks of its users; from phase to phase blocks move on by one. With more blocks than workers,
/// workers stand ⌊blocks / workers⌋ or more blocks apart, so that a block rests between two owners.
/// </summary>
internal sealed class MfRotation : IScheduleProgram
{
    private const int IntsPerCell = 2;

    private readonly int _workers;
    private readonly int _blocks;
    private readonly int _chunks;
    private readonly RotationPolicy _policy;
    private readonly int[] _cells;

    public MfRotation(int workers, int blocks, int chunks)
    {
        (_workers, _blocks, _chunks) = (workers, blocks, chunks);
        _policy = new RotationPolicy(blocks, workers: blocks, step: 1);
        _cells = new int[blocks * chunks * IntsPerCell];
        for (int cell = 0; cell < blocks * chunks; cell++)
        {
            (_cells[cell * IntsPerCell], _cells[(cell * IntsPerCell) + 1]) = (cell / chunks, cell % chunks);
        }
    }

    /// <summary>
    /// The largest staleness that changes no bit: a block's next owner begins (⌊blocks / workers⌋ − 1) phases and a
    /// round after the last one ended, and the rows of a user belong to one worker.
    /// </summary>
    public static int HarmlessStaleness(int workers, int blocks, int chunks) => ((blocks / workers) - 1) * chunks;

    /// <summary>The block of items and the chunk of the worker's users that a unit is about.</summary>
    public static (int Block, int Chunk) CellOf(in WorkUnit unit)
    {
        ReadOnlySpan<int> items = unit.Items.Span;
        return (items[0], items[1]);
    }

    /// <inheritdoc/>
    public void Schedule(int round, RowView rows, ScheduleOutput output)
    {
        (int phase, int chunk) = Math.DivRem(round, _chunks);
        for (int worker = 0; worker < _workers; worker++)
        {
            int block = _policy.BlockOf((int)((long)worker * _blocks / _workers), phase);
            int cell = (block * _chunks) + chunk;
            output.Assign(new WorkerId(worker), _cells.AsMemory(cell * IntsPerCell, IntsPerCell));
        }

        output.Report(work: _workers);
    }

    /// <inheritdoc/>
    public void Pull(in WorkUnit unit, PushResults results, RowView rows, PullOutput output) => output.Report(1, 0);

    /// <inheritdoc/>
    public void Save(StateWriter state)
    {
    }

    /// <inheritdoc/>
    public void Load(StateReader state)
    {
    }
}
