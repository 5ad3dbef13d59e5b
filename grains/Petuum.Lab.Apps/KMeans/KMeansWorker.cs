using Petuum.Lab.Apps.Batches;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Apps.KMeans;

/// <summary>
/// A worker: assigns the rows of its batch to the nearest of the centres it reads, and adds each to its centre's sum
/// and count.
/// </summary>
internal sealed class KMeansWorker(SparseMatrix rows, BatchOrder order, int clusters) : IWorkerProgram
{
    private readonly KMeansModel _centres = new(clusters, rows.Columns);

    /// <inheritdoc/>
    public void DeclareReads(in WorkUnit unit, ReadSet reads) =>
        reads.AddRange(KMeansProgram.CentreTable, 0, clusters);

    /// <inheritdoc/>
    public void DeclareAhead(in WorkUnit unit, ReadSet reads) => DeclareReads(unit, reads);

    /// <inheritdoc/>
    public void Push(in WorkUnit unit, RowView view, PushOutput output)
    {
        for (int cluster = 0; cluster < clusters; cluster++)
        {
            _centres.Set(cluster, view.Dense<double>(cluster));
        }

        int batch = order.CountOf(unit);
        long work = 0;
        for (int n = 0; n < batch; n++)
        {
            SparseVector row = rows.Row(order[n]);
            int cluster = _centres.Nearest(row).Cluster;
            Span<double> sum = output.Increment<double>(KMeansProgram.CentreTable, cluster);
            sum[^1]++;
            for (int entry = 0; entry < row.Count; entry++)
            {
                sum[row.Indices[entry]] += row.Values[entry];
            }

            work += row.Count;
        }

        output.Report(work * clusters, samples: batch);
        order.Advance(batch);
    }

    /// <inheritdoc/>
    public void Save(StateWriter state) => order.Save(state);

    /// <inheritdoc/>
    public void Load(StateReader state) => order.Load(state);
}
