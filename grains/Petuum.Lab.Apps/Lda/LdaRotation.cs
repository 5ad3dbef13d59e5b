using Petuum.Lab.Core;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Core.Scheduling;

namespace Petuum.Lab.Apps.Lda;

/// <summary>
/// The schedule of the rotation ([S16] Alg. 3): blocks of words go round, one a worker in each round, moved on by one
/// from round to round. With more blocks than workers a block rests between two owners.
/// </summary>
internal sealed class LdaRotation : IScheduleProgram
{
    private readonly int _workers;
    private readonly int[] _blocks;
    private readonly RotationPolicy _policy;

    public LdaRotation(int workers, int blocks)
    {
        (_workers, _blocks) = (workers, [.. Enumerable.Range(0, blocks)]);
        _policy = new RotationPolicy(blocks, workers: blocks, step: 1);
    }

    /// <inheritdoc/>
    public void Schedule(int round, RowView rows, ScheduleOutput output)
    {
        for (int worker = 0; worker < _workers; worker++)
        {
            int block = _policy.BlockOf((int)((long)worker * _blocks.Length / _workers), round);
            output.Assign(new WorkerId(worker), _blocks.AsMemory(block, 1));
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
